import { NO_OWNER } from '#contract';
import { done, refused } from '../outcome.js';
import { memberCount } from '../state/members.js';
import { groupOf, hasOccupiedSlot } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { isUsedByKernel } from './take.js';

/** A driver of the kernel may use the device only while user space has no part in its group. */
export const driverProbe = defineAction({
  kind: 'driver-probe',
  summary: 'Bind a kernel driver to a device: one more that uses its group.',
  kernel: 'iommu_device_use_default_domain (6.12)',
  params: { device: 'device' },

  // Under actions: recorded nobody is ever noted as bound.
  isPossible: ({ drivers }, { device }) => !drivers[device]!.isBound,

  // A device has one driver, so a group has at most as many as devices.
  isLawful(state, { device }) {
    const group = groupOf(state, device);
    if (group === null || state.topology.policy.actions === 'whole') return true;
    const used = state.groups[group]!;
    return !isUsedByKernel(used) || used.ownerCount < memberCount(state.topology, group);
  },

  step(draft, { device }) {
    if (!draft.devices[device]!.isPlugged) return refused('ENODEV');
    const { actions, drain } = draft.topology.policy;
    const at = groupOf(draft, device);
    if (at !== null) {
      const group = draft.groups[at]!;
      if (!group.hasDefaultDomain) return refused('EPROBE_DEFER');

      // A driver that is let in now could be given DMA that the last one left on its way.
      const isDraining = Object.values(group.slots).some(({ phase }) => phase === 'draining');
      if (drain === 'asynchronous' && isDraining) return refused('EBUSY');

      // The first driver is let in unseen: with count 0 the kernel looks at none of this.
      const isTaken =
        group.domain !== 'default' || group.owner !== NO_OWNER || hasOccupiedSlot(group);
      if (group.ownerCount > 0 && isTaken) return refused('EBUSY');
      group.ownerCount += 1;
    }
    if (actions === 'whole') draft.drivers[device]!.isBound = true;
    return done;
  },
});
