import { type MmId, NO_PASID } from '#contract';
import type { Draft } from '#declaration';
import { releasePasid } from './pool.js';
import type { Mm, State } from './state.js';

/**
 * A new address space has one user and no PASID, also where it was copied from a parent that has
 * one (`mm_init` clears the field after the copy, 6.12).
 */
export function createAddressSpace(draft: Draft<State>, mm: MmId): void {
  draft.mms[mm] = { phase: 'live', users: 1, references: 1, pasid: NO_PASID };
}

/** A process stops using its address space (`mmput`, 6.12). Bonds may keep it all the same. */
export function loseUser(draft: Draft<State>, mm: MmId): void {
  const space = liveMm(draft, mm);
  space.users -= 1;
  if (space.users === 0) loseReference(draft, mm);
}

/**
 * One reference fewer; the last one drops the address space, and only that frees its PASID
 * (`__mmdrop`, `mm_pasid_drop`, 6.12). A device that still has a slot for it holds a reference, so
 * no PASID is handed out again while a device can use it.
 */
export function loseReference(draft: Draft<State>, mm: MmId): void {
  const space = liveMm(draft, mm);
  space.references -= 1;
  if (space.references > 0) return;

  if (space.pasid !== NO_PASID) releasePasid(draft, space.pasid);
  draft.mms[mm] = { phase: 'absent' };
}

/** The record of an address space that the caller holds a reference to, so it must be live. */
export function liveMm(draft: Draft<State>, mm: MmId): Draft<Extract<Mm, { phase: 'live' }>> {
  const space = draft.mms[mm]!;
  if (space.phase === 'absent') throw new Error(`model: mm${mm} is used without a reference`);
  return space;
}
