import type { Invariant, TransitionInvariant, Witness } from './property.js';
import type { Shape } from './shape.js';

/**
 * A whole machine as the engines see it: a state to start from, actions to enumerate, one step in
 * two forms, and claims. An engine knows nothing else, and in particular no kernel word.
 */
export interface Machine<State, Action, Input, Outcome, Scope> {
  readonly name: string;
  /** The one state every trace starts from. */
  initial(scope: Scope): State;
  /** Every action of the scope, in order of declaration and of domains, whoever keeps which contract. */
  alphabet(scope: Scope): readonly Action[];
  /** Whether the caller of the action keeps its contract here. */
  isEnabled(state: State, action: Action): boolean;
  /** Whether a search cuts this action here, because a counter would pass a bound of the scope. */
  isPastBound(scope: Scope, state: State, action: Action): boolean;
  /** Every input that a search has to try for the action, the faults included. */
  inputs(state: State, action: Action): Iterable<Input>;
  /** One step for readers: the state given stays as it is. */
  step(state: State, action: Action, input: Input): { state: State; outcome: Outcome };
  /** The same recipe on a private copy that the caller gives up: for engines. */
  apply(state: State, action: Action, input: Input): Outcome;
  /** A private copy to give to `apply`. */
  copy(state: State): State;
  readonly invariants: readonly Invariant<State>[];
  readonly transitionInvariants: readonly TransitionInvariant<State, Action, Input, Outcome>[];
  readonly witnesses: readonly Witness<State, Action, Input, Outcome>[];
}

/**
 * A machine whose states have a bounded shape: what the explorer asks for beyond a `Machine`.
 */
export interface Explorable<State, Action, Input, Outcome, Scope>
  extends Machine<State, Action, Input, Outcome, Scope> {
  /** What the states of the scope look like. A step that leads out of it is an error, not a cut. */
  shape(scope: Scope): Shape<State>;
}
