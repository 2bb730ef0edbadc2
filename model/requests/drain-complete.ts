import { emptySlot } from '../attachment/slot.js';
import { done, refused } from '../outcome.js';
import { capableMembers } from '../state/members.js';
import { defineAction } from '../vocabulary.js';
import { pendingAt } from './pending.js';

/** Nothing of the old user of a slot is on its way any more: only then may there be a new one. */
export const drainComplete = defineAction({
  kind: 'drain-complete',
  summary: 'Empty a slot that drains, once every page request of it is answered.',
  kernel: 'intel_iommu_drain_pasid_prq, iopf_queue_flush_dev (6.12)',
  params: { group: 'group', pasid: 'pasid' },
  actions: 'whole',

  isPossible: ({ groups }, { group, pasid }) => groups[group]!.slots[pasid]?.phase === 'draining',

  step(draft, { group, pasid }) {
    const isPending = capableMembers(draft, group).some(
      (member) => pendingAt(draft, member, pasid) > 0,
    );
    if (isPending) return refused('EBUSY');
    emptySlot(draft, group, pasid);
    return done;
  },
});
