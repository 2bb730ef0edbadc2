import { defineInvariant } from '../properties.js';
import { pasidOf } from '../state.js';

/** Falls when a failed attach is not rolled back, or a detach forgets one of the two sides. */
export const hardwareAgreesWithSlot = defineInvariant({
  id: 'hardware-agrees-with-slot',
  claim:
    'A device was told of a PASID exactly if its group has a slot for it, with the same target.',
  why: 'What the core forgot, it never takes back: the device goes on translating through a page table that is freed.',
  kernel: 'iommu_attach_device_pasid, iommu_detach_device_pasid (6.12): I21, I22, I24',
  formula: '∀ d, p: hardware(d, p) = target(slot(d, p))',
  antecedent: 'rollback',
  violation({ slots, hardware }) {
    for (let device = 0; device < slots.length; device++) {
      const ofDevice = slots[device]!;
      const told = hardware[device]!;
      for (const key in ofDevice) {
        const { mm } = ofDevice[key]!;
        if (told[key] === mm) continue;
        const seen = told[key] === undefined ? 'nothing' : `mm${told[key]}`;
        return {
          reason: `pasid ${key} leads to mm${mm} in its slot and to ${seen} in hardware`,
          at: [`dev${device}`, `mm${mm}`],
        };
      }
      for (const key in told) {
        if (ofDevice[key] !== undefined) continue;
        return {
          reason: `pasid ${key} is set in hardware and has no slot`,
          at: [`dev${device}`, `mm${told[key]}`],
        };
      }
    }
    return undefined;
  },
});

/**
 * The claim the others serve, read from the hardware and the owner's record with nothing between:
 * it holds or falls also where slots and hardware err together.
 */
export const dmaReachesOnlyOwner = defineInvariant({
  id: 'dma-reaches-only-owner',
  claim: 'DMA tagged with a PASID reaches the address space whose record names it, or none.',
  why: 'A device reads and writes the memory of a process that never bound it.',
  kernel: 'iommu_sva_bind_device, mm_pasid_drop (6.12): I14',
  formula: '∀ d, p: hardware(d, p) = m implies pasid(m) = p',
  antecedent: 'exec-while-bound',
  violation(state) {
    for (let device = 0; device < state.hardware.length; device++) {
      const told = state.hardware[device]!;
      for (const key in told) {
        const mm = told[key]!;
        if (pasidOf(state, mm) === Number(key)) continue;
        return {
          reason: `DMA with pasid ${key} reaches mm${mm}, whose record does not name it`,
          at: [`dev${device}`, `mm${mm}`],
        };
      }
    }
    return undefined;
  },
});
