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
import type { FactId } from './facts/index.js';
import type { Input, StepOutcome } from './input.js';
import type { State } from './state/state.js';
import type { WitnessId } from './witnesses/index.js';

/** One step of the machine as a property sees it. */
export type ModelStep = Step<State, Action, Input, StepOutcome>;

/** Where a claim or a witness depends on no decision that the profiles take differently. */
export const everyProfile = Object.keys(POLICIES) as readonly Profile[];

/** What the compiler asks of a claim besides, and what it need not say. */
interface Named {
  readonly antecedent: WitnessId;
  readonly facts: readonly FactId[];
  /** Absent: every profile. */
  readonly profiles?: readonly Profile[];
}

type Unnamed = 'scope' | keyof Named;

/** Declares a claim about every reachable state. */
export const defineInvariant = <const Id extends string>(
  invariant: Omit<Invariant<State, Id>, Unnamed> & Named,
): Invariant<State, Id> => defineInvariantOf<State>()<Id>({ profiles: everyProfile, ...invariant });

/** Declares a claim about every step between reachable states. */
export const defineTransitionInvariant = <const Id extends string>(
  invariant: Omit<TransitionInvariant<State, Action, Input, StepOutcome, Id>, Unnamed> & Named,
): TransitionInvariant<State, Action, Input, StepOutcome, Id> =>
  defineTransitionInvariantOf<State, Action, Input, StepOutcome>()<Id>({
    profiles: everyProfile,
    ...invariant,
  });

/** Declares a situation that must be reached. */
export const defineWitness = defineWitnessOf<State, Action, Input, StepOutcome>();
