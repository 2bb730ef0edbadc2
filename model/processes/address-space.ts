import { type DomainId, type MmId, NO_PASID, type Outcome } from '#contract';
import type { Draft } from '#declaration';
import { releasePasid } from '../allocator/pool.js';
import { done, warned } from '../outcome.js';
import type { Mm, State } from '../state/state.js';

/**
 * A new address space has one user and no PASID, also where it was copied from a parent that has
 * one (`mm_init` clears the field after the copy, 6.12).
 */
export function createAddressSpace(draft: Draft<State>, mm: MmId): void {
  draft.mms[mm] = { phase: 'live', users: 1, references: 1, pasid: NO_PASID, domains: [] };
}

/** A process stops using its address space (`mmput`, 6.12). SVA domains may keep it all the same. */
export function loseUser(draft: Draft<State>, mm: MmId): Outcome {
  const space = liveMm(draft, mm);
  space.users -= 1;
  return space.users === 0 ? loseReference(draft, mm) : done;
}

/**
 * One reference fewer; the last one drops the address space, and only that frees its PASID
 * (`__mmdrop`, `mm_pasid_drop`, 6.12). A device that still has a slot for it keeps an SVA domain,
 * and that a reference, so no PASID is handed out again while a device can use it.
 */
function loseReference(draft: Draft<State>, mm: MmId): Outcome {
  const space = liveMm(draft, mm);
  space.references -= 1;
  if (space.references > 0) return done;

  const { pasid } = space;
  draft.mms[mm] = { phase: 'absent' };
  if (pasid === NO_PASID) return done;
  // Where somebody else freed the PASID before, the kernel warns; where it was handed out again
  // since, it frees what is now another's.
  return releasePasid(draft, pasid) ? done : warned;
}

/** A domain for the address space takes a reference to it (`iommu_sva_domain_alloc`, 6.12). */
export function createSvaDomain(
  draft: Draft<State>,
  domain: DomainId,
  mm: MmId,
  iommuDriver: number,
): void {
  draft.svaDomains[domain] = { mm, iommuDriver, users: 0 };
  liveMm(draft, mm).references += 1;
}

/** A domain that nobody uses is gone, and its reference with it (`iommu_domain_free`, 6.12). */
export function freeSvaDomain(draft: Draft<State>, domain: DomainId): Outcome {
  const { mm } = draft.svaDomains[domain]!;
  const { domains } = liveMm(draft, mm);
  const at = domains.indexOf(domain);
  if (at !== -1) domains.splice(at, 1);
  delete draft.svaDomains[domain];
  return loseReference(draft, mm);
}

/** The record of an address space that the caller holds a reference to, so it must be live. */
export function liveMm(draft: Draft<State>, mm: MmId): Draft<Extract<Mm, { phase: 'live' }>> {
  const space = draft.mms[mm]!;
  if (space.phase === 'absent') throw new Error(`model: mm${mm} is used without a reference`);
  return space;
}
