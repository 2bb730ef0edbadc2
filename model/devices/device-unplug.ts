import { done } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import {
  answerRequests,
  countOutDriver,
  detachMdevs,
  detachVfio,
  emptyDeadGroup,
  stopDriver,
  takeBonds,
} from './removal.js';

/**
 * A device is pulled out under everybody's hands. 6.12 leaves what was attached as it is; the
 * reference detaches it and answers what was asked.
 */
export const deviceUnplug = defineAction({
  kind: 'device-unplug',
  summary: 'Pull a device out by surprise; all that was attached through it is detached.',
  kernel: 'iommu_release_device (6.12)',
  params: { device: 'device' },
  actions: 'whole',

  isPossible: ({ devices }, { device }) => devices[device]!.isPlugged,

  step(draft, { device }) {
    draft.devices[device]!.isPlugged = false;
    if (draft.topology.policy.removal === 'leaves-stale') {
      countOutDriver(draft, device);
      return done;
    }

    answerRequests(draft, device);
    draft.hardware[device] = {};
    takeBonds(draft, device);
    detachVfio(draft, device);
    detachMdevs(draft, device);
    stopDriver(draft, device);
    emptyDeadGroup(draft, device);
    return done;
  },
});
