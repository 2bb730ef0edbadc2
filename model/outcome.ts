import type { Errno, Outcome, Pasid } from '#contract';
import type { StepOutcome } from './input.js';

/** The call did what it is for and has nothing more to say. */
export const done: Outcome = { kind: 'done' };

/** The caller broke its contract: the kernel would warn, and nothing happens. */
export const brokenContract: Outcome = { kind: 'done', warned: true };

/** The call succeeded, and this PASID is its answer. */
export const granted = (pasid: Pasid): Outcome => ({ kind: 'granted', pasid });

/** The call failed; its table says what that leaves behind. */
export const refused = (errno: Errno): Outcome => ({ kind: 'refused', errno });

/** No behaviour of the machine has this input, so whoever observed it observed a defect. */
export const illegal = (reason: string): StepOutcome => ({ kind: 'illegal', reason });
