import type { DomainId, Errno, FileId, HandleId, Outcome, Pasid, ResponseCode } from '#contract';
import type { StepOutcome } from './input.js';

/** The call did what it is for and has nothing more to say. */
export const done: Outcome = { kind: 'done' };

/** The caller broke its contract: the kernel warns. The table says what else the call did. */
export const warned: Outcome = { kind: 'done', warned: true };

/** The call succeeded, and this PASID is its answer. */
export const granted = (pasid: Pasid): Outcome => ({ kind: 'granted', pasid });

/** The call succeeded: this handle is the bond, and the PASID is what the device tags with. */
export const bound = (handle: HandleId, pasid: Pasid): Outcome => ({
  kind: 'bound',
  handle,
  pasid,
});

/** The lookup succeeded, and this handle is its answer. */
export const found = (handle: HandleId): Outcome => ({ kind: 'found', handle });

/** A file is open; the PASID is the one that came with it, or `NO_PASID`. */
export const opened = (file: FileId, pasid: Pasid): Outcome => ({ kind: 'opened', file, pasid });

/** A page request is answered, and this is what the device is told. */
export const answered = (code: ResponseCode): Outcome => ({ kind: 'answered', code });

/** DMA goes through this domain. */
export const reached = (domain: DomainId): Outcome => ({ kind: 'reached', domain });

/** DMA goes nowhere. */
export const faulted: Outcome = { kind: 'faulted' };

/** The call failed; its table says what that leaves behind. */
export const refused = (errno: Errno): Outcome => ({ kind: 'refused', errno });

/** The call failed through its caller's own fault: the kernel warns besides. */
export const refusedWithWarning = (errno: Errno): Outcome => ({
  kind: 'refused',
  errno,
  warned: true,
});

/** No behaviour of the machine has this input, so whoever observed it observed a defect. */
export const illegal = (reason: string): StepOutcome => ({ kind: 'illegal', reason });
