import { NO_PASID } from '#contract';
import type { Violation } from '#declaration';
import { forgetAll, isMarked, mark } from '../marks.js';
import { defineInvariant } from '../properties.js';
import { pasidEnd } from '../state/members.js';
import type { State } from '../state/state.js';

/** Read from the owners' records alone: what the pool believes has no say in who owns what. */
export const singleOwner = defineInvariant({
  id: 'single-owner',
  claim: 'Each PASID is named by the record of at most one owner.',
  why: 'With two owners, a device that serves one of them reads and writes the memory of the other.',
  kernel: 'iommu_alloc_global_pasid (6.12)',
  facts: ['I01'],
  formula: '∀ p ∈ 1 .. max: |{o ∈ mms ∪ drivers : p ∈ record(o)}| ≤ 1',
  callers: 'lawful',
  antecedent: 'two-owner-kinds-at-once',
  violation(state) {
    forgetAll();
    for (let mm = 0; mm < state.mms.length; mm++) {
      const space = state.mms[mm]!;
      if (space.phase === 'absent' || space.pasid === NO_PASID) continue;
      if (isMarked(space.pasid)) return twoOwners(state, space.pasid);
      mark(space.pasid);
    }
    for (let device = 0; device < state.drivers.length; device++) {
      const { pasids } = state.drivers[device]!;
      for (let at = 0; at < pasids.length; at++) {
        const pasid = pasids[at]!;
        if (isMarked(pasid)) return twoOwners(state, pasid);
        mark(pasid);
      }
    }
    return undefined;
  },
});

/**
 * Relates the owners' records with the pool, in both directions, and the pool with its own count.
 */
export const pasidConservation = defineInvariant({
  id: 'pasid-conservation',
  claim:
    'Each PASID is either free or in the record of an owner: the pool counts what the records name, no more and no less.',
  why: 'An id the pool holds for nobody is lost until reboot; one it does not know it holds is handed out again under its owner.',
  kernel: 'iommu_alloc_global_pasid, iommu_free_global_pasid (6.12)',
  facts: ['I01', 'I07', 'L1'],
  formula: 'allocated = ⋃ₒ record(o) ⊆ 1 .. max, and allocatedCount = |allocated|',
  callers: 'lawful',
  antecedent: 'pool-exhausted',
  violation(state) {
    forgetAll();
    for (let mm = 0; mm < state.mms.length; mm++) {
      const space = state.mms[mm]!;
      if (space.phase === 'absent' || space.pasid === NO_PASID) continue;
      if (!isAllocated(state, space.pasid)) return unknownToPool(space.pasid, `mm${mm}`);
      mark(space.pasid);
    }
    for (let device = 0; device < state.drivers.length; device++) {
      const { pasids } = state.drivers[device]!;
      for (let at = 0; at < pasids.length; at++) {
        const pasid = pasids[at]!;
        if (!isAllocated(state, pasid)) return unknownToPool(pasid, `dev${device}`);
        mark(pasid);
      }
    }

    let allocated = 0;
    for (const key in state.pool.chargedTo) {
      allocated += 1;
      if (isMarked(Number(key))) continue;
      return { reason: `pasid ${key} is allocated and nobody owns it`, at: [`pasid ${key}`] };
    }
    if (allocated === state.pool.allocatedCount) return undefined;
    const counted = state.pool.allocatedCount;
    return { reason: `the pool counts ${counted} ids and ${allocated} are out`, at: ['pool'] };
  },
});

/** Whether the pool knows the id as given out, and any device could have been given it. */
function isAllocated({ pool, topology }: State, pasid: number): boolean {
  return pasid >= 1 && pasid < pasidEnd(topology) && pool.chargedTo[pasid] !== undefined;
}

function unknownToPool(pasid: number, owner: string): Violation {
  return { reason: `pasid ${pasid} has an owner, but the pool has not given it out`, at: [owner] };
}

/** Names both owners; asked only once it is known that there are two. */
function twoOwners({ mms, drivers }: State, pasid: number): Violation {
  const owners: string[] = [];
  mms.forEach((space, mm) => {
    if (space.phase === 'live' && space.pasid === pasid) owners.push(`mm${mm}`);
  });
  drivers.forEach(({ pasids }, device) => {
    for (const held of pasids) if (held === pasid) owners.push(`dev${device}`);
  });
  return { reason: `pasid ${pasid} has two owners`, at: owners };
}
