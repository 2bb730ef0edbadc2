import { NO_OWNER } from '#contract';
import { done, refused, refusedWithWarning } from '../outcome.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { isClaimant, takeGroup } from './take.js';

/** Several devices of one group may be claimed, if it is by one and the same owner. */
export const deviceClaim = defineAction({
  kind: 'device-claim',
  summary: 'Give the DMA of the group of a device to an owner in user space, once more if need be.',
  kernel: 'iommu_device_claim_dma_owner (6.12)',
  params: { device: 'device', owner: 'owner' },
  faults: ['domain_alloc_blocked', 'domain_alloc_unmanaged', 'set_group_domain'],

  isLawful: ({ topology }, { owner }) => isClaimant(topology, owner),

  step(draft, { device, owner }, circumstances) {
    if (owner === NO_OWNER) return refusedWithWarning('EINVAL');
    const at = groupOf(draft, device);
    if (at === null) return refused('ENODEV');

    const group = draft.groups[at]!;
    if (group.ownerCount === 0) return takeGroup(draft, at, owner, circumstances);
    if (group.owner !== owner) return refused('EPERM');
    group.ownerCount += 1;
    return done;
  },
});
