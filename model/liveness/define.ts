import { defineLivenessOf, type Liveness } from '#declaration';
import type { State } from '../state/state.js';
import type { WitnessId } from '../witnesses/index.js';

/** Declares a claim about what must come; the compiler asks that its antecedent is a witness. */
export const defineLiveness: <const Id extends string>(
  claim: Omit<Liveness<State, Id>, 'scope'> & { readonly antecedent: WitnessId },
) => Liveness<State, Id> = defineLivenessOf<State>();

/** The two actions that the IOMMU layer does not put off for ever (DESIGN 2.5). */
export const NOBODY_WAITS = ['drain-complete', 'page-response'] as const;
