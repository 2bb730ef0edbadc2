import { defineAction } from '../vocabulary.js';
import { canGoBack, giveBack, isClaimant } from './take.js';

/** The counterpart of a claim through the group; it ends claims through devices, too. */
export const groupRelease = defineAction({
  kind: 'group-release',
  summary: 'Give a group back to the drivers of the kernel.',
  kernel: 'iommu_group_release_dma_owner (6.12)',
  params: { group: 'group' },

  // What VFIO claimed is released by closing its files.
  isLawful({ groups, topology }, { group }) {
    const owned = groups[group]!;
    return owned.ownerCount === 1 && isClaimant(topology, owned.owner) && canGoBack(owned);
  },

  step: (draft, { group }) => giveBack(draft, group),
});
