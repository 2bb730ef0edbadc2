import { type HandleId, NO_HANDLE } from '#contract';
import { answered } from '../outcome.js';
import { groupOf, type State } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { answer, pendingAt } from './pending.js';

/** Who asked is told once, also when what it asked for is gone: a device that waits is stuck. */
export const pageResponse = defineAction({
  kind: 'page-response',
  summary: 'Answer one page request of a device under a PASID.',
  kernel: 'iommu_sva_handle_iopf, iopf_group_response (6.12)',
  params: { device: 'device', pasid: 'pasid' },
  actions: 'whole',

  isPossible: (state, { device, pasid }) => pendingAt(state, device, pasid) > 0,

  step(draft, { device, pasid }) {
    const group = groupOf(draft, device);
    const slot = group === null ? undefined : draft.groups[group]!.slots[pasid];
    const isServed = canServe(draft, slot?.handle ?? NO_HANDLE);
    answer(draft, device, pasid);
    return answered(isServed ? 'success' : 'invalid');
  },
});

/** Whether pages can still be had: those of an address space only while a process uses it (I14). */
function canServe({ topology, svaHandles, mms }: State, handle: HandleId): boolean {
  if (handle === NO_HANDLE) return false;
  if (handle <= topology.attachHandles) return true;
  const space = mms[svaHandles[handle]?.mm ?? -1];
  return space?.phase === 'live' && space.users > 0;
}
