import { NO_OWNER } from '#contract';
import { done, refused } from '../outcome.js';
import { hasOccupiedSlot } from '../state/state.js';
import { defineAction } from '../vocabulary.js';

/** A device comes into its group only while that is idle, or it would know less than its siblings. */
export const devicePlug = defineAction({
  kind: 'device-plug',
  summary: 'Plug a device in.',
  kernel: 'iommu_probe_device (6.12)',
  params: { device: 'device' },
  actions: 'whole',

  isPossible: ({ devices }, { device }) => !devices[device]!.isPlugged,

  step(draft, { device }) {
    const at = draft.topology.devices[device]!.group;
    if (at !== null) {
      const group = draft.groups[at]!;
      if (group.owner !== NO_OWNER || hasOccupiedSlot(group)) return refused('EBUSY');
    }
    draft.devices[device]!.isPlugged = true;
    return done;
  },
});
