import { detach } from '../attachment/slot.js';
import { done } from '../outcome.js';
import { freeSvaDomain } from '../processes/address-space.js';
import { pasidOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';

/**
 * The last unbind takes the address space from the group; its PASID stays with the address space.
 */
export const svaUnbind = defineAction({
  kind: 'sva-unbind',
  summary: 'Give back one reference to a bond; the last one ends it.',
  kernel: 'iommu_sva_unbind_device (6.12)',
  params: { handle: 'sva-handle' },

  isPossible: ({ svaHandles }, { handle }) => svaHandles[handle] !== undefined,

  step(draft, { handle }) {
    const bond = draft.svaHandles[handle]!;
    bond.users -= 1;
    if (bond.users > 0) return done;

    // The devices let go before the domain is freed, and the domain before the address space may go.
    const { device, mm, domain } = bond;
    detach(draft, device, pasidOf(draft, mm));
    delete draft.svaHandles[handle];
    const attached = draft.svaDomains[domain]!;
    attached.users -= 1;
    return attached.users === 0 ? freeSvaDomain(draft, domain) : done;
  },
});
