import { FIRST_GLOBAL_PASID } from '#contract';
import { defineInvariant } from '../properties.js';
import { pasidOf, type State } from '../state.js';

/**
 * Falls when a bind on a second device gives a second PASID, or a slot is entered that no record
 * names.
 */
export const onePasidPerMm = defineInvariant({
  id: 'one-pasid-per-mm',
  claim: 'A live address space is attached at its one PASID, on every device.',
  why: 'A process hands one PASID to all devices; under a second one a device keeps access that nobody takes away.',
  kernel: 'iommu_alloc_mm_data (6.12): I02, I06',
  formula: '∀ d, p: slot(d, p) → m and m live imply p = pasid(m)',
  antecedent: 'mm-on-two-devices',
  violation(state) {
    for (let device = 0; device < state.slots.length; device++) {
      const slots = state.slots[device]!;
      for (const key in slots) {
        const { mm } = slots[key]!;
        if (pasidOf(state, mm) === Number(key)) continue;
        // A dropped address space has no PASID at all; slot-pasid-live speaks of it.
        if (state.mms[mm]?.phase !== 'live') continue;
        return {
          reason: `mm${mm} is attached at pasid ${key}, and its record names ${pasidOf(state, mm)}`,
          at: [`dev${device}`, `mm${mm}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a device is given a PASID that was allocated for a device with a wider range. */
export const pasidInRange = defineInvariant({
  id: 'pasid-in-range',
  claim: 'A device has slots only for PASIDs that it can express, and never for PASID 0.',
  why: 'The driver would index its PASID table past the end, or replace what DMA without a PASID reaches.',
  kernel: 'iommu_attach_device_pasid (6.12): I03, I04, I05, I08',
  formula: '∀ d, p: slot(d, p) occupied implies 1 ≤ p < maxPasids(d)',
  antecedent: 'eoverflow',
  violation({ topology, slots }) {
    for (let device = 0; device < slots.length; device++) {
      const { maxPasids } = topology.devices[device]!;
      for (const key in slots[device]!) {
        const pasid = Number(key);
        if (pasid >= FIRST_GLOBAL_PASID && pasid < maxPasids) continue;
        return {
          reason: `pasid ${key} is attached where only 1 .. ${maxPasids - 1} can be`,
          at: [`dev${device}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a slot outlives its owner and the next owner of the PASID walks into it. */
export const slotTargetsOwner = defineInvariant({
  id: 'slot-targets-owner',
  claim: 'An owned PASID leads, on every device, to the address space that owns it or nowhere.',
  why: 'The owner of the PASID would give a device work that lands in the memory of a stranger.',
  kernel: 'iommu_sva_bind_device (6.12): I28',
  formula: '∀ d, p, m, o: slot(d, p) → m and p ∈ record(o) imply o = m',
  antecedent: 'id-reused-by-another-mm',
  violation(state) {
    for (let device = 0; device < state.slots.length; device++) {
      const slots = state.slots[device]!;
      for (const key in slots) {
        const { mm } = slots[key]!;
        // If the target itself names the PASID, a further owner is the matter of single-owner.
        if (pasidOf(state, mm) === Number(key)) continue;
        const owner = ownerOf(state, Number(key));
        if (owner === undefined) continue;
        return {
          reason: `pasid ${key} belongs to ${owner} and leads to mm${mm}`,
          at: [`dev${device}`, owner, `mm${mm}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when the last unbind leaves its slot behind, or a count runs below 1. */
export const slotHasUsers = defineInvariant({
  id: 'slot-has-users',
  claim: 'Every occupied slot has at least one user.',
  why: 'A bond that nobody holds can be unbound by nobody: the device keeps its access for ever.',
  kernel: 'iommu_sva_unbind_device (6.12): I27, I29',
  formula: '∀ d, p: slot(d, p) occupied implies users(d, p) ≥ 1',
  antecedent: 'bond-shared',
  violation({ slots }) {
    for (let device = 0; device < slots.length; device++) {
      const ofDevice = slots[device]!;
      for (const key in ofDevice) {
        const { mm, users } = ofDevice[key]!;
        if (users >= 1) continue;
        return {
          reason: `pasid ${key} is attached and has ${users} users`,
          at: [`dev${device}`, `mm${mm}`],
        };
      }
    }
    return undefined;
  },
});

function ownerOf({ mms, drivers }: State, pasid: number): string | undefined {
  for (let mm = 0; mm < mms.length; mm++) {
    const space = mms[mm]!;
    if (space.phase === 'live' && space.pasid === pasid) return `mm${mm}`;
  }
  for (let device = 0; device < drivers.length; device++) {
    if (drivers[device]!.pasids.some((held) => held === pasid)) return `dev${device}`;
  }
  return undefined;
}
