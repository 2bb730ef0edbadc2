import { type DomainId, type Errno, type MmId, NO_PASID, type Outcome } from '#contract';
import type { Draft } from '#declaration';
import { letGo } from '../allocator/let-go.js';
import type { Circumstances } from '../input.js';
import { done, warned } from '../outcome.js';
import type { Mm, State } from '../state/state.js';

/**
 * A new address space has one user and no PASID, also where it was copied from a parent that has
 * one (`mm_init` clears the field after the copy, 6.12).
 */
export function createAddressSpace(
  draft: Draft<State>,
  mm: MmId,
  circumstances: Circumstances,
): Errno | undefined {
  if (circumstances.fails('allocate_mm')) return 'ENOMEM';
  draft.mms[mm] = { phase: 'live', users: 1, references: 1, pasid: NO_PASID, domains: [] };
  return undefined;
}

/** A process stops using its address space (`mmput`, 6.12). SVA domains may keep it all the same. */
export function loseUser(draft: Draft<State>, mm: MmId): Outcome {
  const space = liveMm(draft, mm);
  space.users -= 1;
  return space.users === 0 ? loseReference(draft, mm) : done;
}

/**
 * One reference fewer; the last one drops the address space, and only that lets go of its PASID
 * (`__mmdrop`, `mm_pasid_drop`, 6.12). A device that is attached keeps an SVA domain, and that a
 * reference; one that drains keeps the PASID out of the pool.
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
  return letGo(draft, pasid) ? done : warned;
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
