import { NO_HANDLE } from '#contract';
import { done } from '../outcome.js';
import { capableMembers } from '../state/members.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { detach } from './slot.js';

/** A kernel driver takes its domain from a PASID; that it is its own is for the driver to know. */
export const pasidDetach = defineAction({
  kind: 'pasid-detach',
  summary: 'Empty the slot of a PASID, and tell every device of the group to forget it.',
  kernel: 'iommu_detach_device_pasid (6.12)',
  params: { device: 'device', pasid: 'pasid', domain: 'domain' },

  isPossible: (state, { device }) => groupOf(state, device) !== null,

  // A reserved slot does not know its domain; what its members were told stands for it (I30).
  isLawful(state, { device, pasid, domain }) {
    const group = groupOf(state, device)!;
    const slot = state.groups[group]!.slots[pasid];
    if (slot === undefined) return false;
    if (slot.handle !== NO_HANDLE) return slot.domain === domain;
    const members = capableMembers(state.topology, group);
    return members.every((member) => state.hardware[member]![pasid] === domain);
  },

  // The domain only travels on to the callbacks, so it has no say in what is emptied.
  step(draft, { device, pasid }) {
    detach(draft, device, pasid);
    return done;
  },
});
