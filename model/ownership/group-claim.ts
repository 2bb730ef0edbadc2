import { NO_OWNER } from '#contract';
import { refused, refusedWithWarning } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { isClaimant, takeGroup } from './take.js';

/** User space takes a group that nobody uses; once only, be it by the same owner. */
export const groupClaim = defineAction({
  kind: 'group-claim',
  summary: 'Give the DMA of a whole group to an owner in user space.',
  kernel: 'iommu_group_claim_dma_owner (6.12)',
  params: { group: 'group', owner: 'owner' },
  faults: ['domain_alloc_blocked', 'domain_alloc_unmanaged', 'set_group_domain'],

  isLawful: ({ topology }, { owner }) => isClaimant(topology, owner),

  step(draft, { group, owner }, circumstances) {
    if (owner === NO_OWNER) return refusedWithWarning('EINVAL');
    if (draft.groups[group]!.ownerCount > 0) return refused('EPERM');
    return takeGroup(draft, group, owner, circumstances);
  },
});
