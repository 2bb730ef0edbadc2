import type { StepOutcome } from '#model';
import type { Observed } from './drive.js';

/**
 * Whether an answer is the one that the model gives: what `firstDifference` finds nothing in, written
 * out field by field because it is asked after every step. A kind that is forgotten does not compile.
 */
export function sameOutcome(a: StepOutcome, b: Observed): boolean {
  switch (a.kind) {
    case 'done':
    case 'faulted':
      return b.kind === a.kind && b.warned === a.warned;
    case 'granted':
      return b.kind === a.kind && b.pasid === a.pasid && b.warned === a.warned;
    case 'bound':
      return (
        b.kind === a.kind && b.handle === a.handle && b.pasid === a.pasid && b.warned === a.warned
      );
    case 'found':
      return b.kind === a.kind && b.handle === a.handle && b.warned === a.warned;
    case 'opened':
      return b.kind === a.kind && b.file === a.file && b.pasid === a.pasid && b.warned === a.warned;
    case 'answered':
      return b.kind === a.kind && b.code === a.code && b.warned === a.warned;
    case 'reached':
      return b.kind === a.kind && b.domain === a.domain && b.warned === a.warned;
    case 'refused':
      return b.kind === a.kind && b.errno === a.errno && b.warned === a.warned;
    case 'illegal':
      return false;
  }
}
