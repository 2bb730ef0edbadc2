import { defineAction } from '../vocabulary.js';
import { canGoBack, giveBackClaim, isClaimant } from './take.js';

/** One claim of the owner fewer; the last one gives the group back. */
export const deviceRelease = defineAction({
  kind: 'device-release',
  summary: 'Take back one claim through a device; the last one ends the ownership.',
  kernel: 'iommu_device_release_dma_owner (6.12)',
  params: { device: 'device' },

  // A claim outlives its device: the group is the one where the device belongs, plugged in or not.
  isPossible: ({ topology }, { device }) => topology.devices[device]!.group !== null,

  isLawful({ topology, groups }, { device }) {
    const group = groups[topology.devices[device]!.group!]!;
    return isClaimant(topology, group.owner) && (group.ownerCount !== 1 || canGoBack(group));
  },

  step: (draft, { device }) => giveBackClaim(draft, draft.topology.devices[device]!.group!),
});
