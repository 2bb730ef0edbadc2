import type { Errno, HandleId, Outcome, Pasid } from '#contract';
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
