import { POLICIES, type Profile } from '#contract';
import {
  defineInvariantOf,
  defineTransitionInvariantOf,
  defineWitnessOf,
  type Invariant,
  type Step,
  type TransitionInvariant,
} from '#declaration';
import type { Action } from './actions.js';
import type { Input, StepOutcome } from './input.js';
import type { State } from './state/state.js';
import type { WitnessId } from './witnesses/index.js';

/** One step of the machine as a property sees it. */
export type ModelStep = Step<State, Action, Input, StepOutcome>;

/** Where a claim or a witness depends on no decision that the profiles take differently. */
export const everyProfile = Object.keys(POLICIES) as readonly Profile[];

/**
 * Declares a claim about every reachable state; the compiler asks that its antecedent is a witness.
 */
export const defineInvariant: <const Id extends string>(
  invariant: Omit<Invariant<State, Id>, 'scope'> & { readonly antecedent: WitnessId },
) => Invariant<State, Id> = defineInvariantOf<State>();

/** Declares a claim about every step between reachable states, with the same demand. */
export const defineTransitionInvariant: <const Id extends string>(
  invariant: Omit<TransitionInvariant<State, Action, Input, StepOutcome, Id>, 'scope'> & {
    readonly antecedent: WitnessId;
  },
) => TransitionInvariant<State, Action, Input, StepOutcome, Id> = defineTransitionInvariantOf<
  State,
  Action,
  Input,
  StepOutcome
>();

/** Declares a situation that must be reached. */
export const defineWitness = defineWitnessOf<State, Action, Input, StepOutcome>();
