import { done, warned } from '../outcome.js';
import { groupOf, hasAttachedSlot } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { isUsedByKernel } from './take.js';

/** A driver that leaves a PASID attached stays counted, and the group is lost to all claims. */
export const driverRemove = defineAction({
  kind: 'driver-remove',
  summary: 'Unbind the kernel driver of a device: one fewer that uses its group.',
  kernel: 'iommu_device_unuse_default_domain (6.12)',
  params: { device: 'device' },

  isPossible: ({ topology, drivers }, { device }) =>
    topology.policy.actions === 'recorded' || drivers[device]!.isBound,

  isLawful(state, { device }) {
    const at = groupOf(state, device);
    if (at === null) return true;
    const group = state.groups[at]!;
    return isUsedByKernel(group) && !hasAttachedSlot(group);
  },

  // Whose count it lowers the kernel does not ask: it may be that of an owner in user space.
  step(draft, { device }) {
    const at = groupOf(draft, device);
    if (at !== null) {
      const group = draft.groups[at]!;
      if (group.ownerCount === 0 || hasAttachedSlot(group)) return warned;
      group.ownerCount -= 1;
    }
    draft.drivers[device]!.isBound = false;
    return done;
  },
});
