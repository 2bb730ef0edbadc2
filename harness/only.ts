import { invariants, transitionInvariants } from '#model';
import type { Checks, Property } from './lockstep.js';

/** One property alone: every other one and both comparisons are off. */
export function only(property: Property): Checks {
  return {
    invariants: invariants.filter(({ id }) => id === property),
    transitionInvariants: transitionInvariants.filter(({ id }) => id === property),
    outcome: property === 'outcome',
    state: property === 'state',
  };
}
