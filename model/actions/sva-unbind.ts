import { liveMm, loseReference } from '../address-space.js';
import { done } from '../outcome.js';
import { bondOf } from '../state.js';
import { defineAction } from '../vocabulary.js';

/**
 * The last unbind takes the address space from the device; its PASID stays with the address space.
 */
export const svaUnbind = defineAction({
  kind: 'sva-unbind',
  summary: 'Give back one reference to a bond; the last one ends it.',
  kernel: 'iommu_sva_unbind_device (6.12)',
  params: { device: 'device', mm: 'mm' },
  faults: [],

  precondition: (state, { device, mm }) => bondOf(state, device, mm) !== undefined,

  step(draft, { device, mm }) {
    const { pasid } = liveMm(draft, mm);
    const slot = draft.slots[device]![pasid]!;
    slot.users -= 1;
    if (slot.users > 0) return done;

    // The hardware lets go before the slot is free, and the slot before the address space may go.
    delete draft.hardware[device]![pasid];
    delete draft.slots[device]![pasid];
    loseReference(draft, mm);
    return done;
  },
});
