import { produce } from 'immer';
import type { Draft } from '#declaration';
import { type Action, argumentsOf, declarationOf } from './actions.js';
import type { Input, StepOutcome } from './input.js';
import { done } from './outcome.js';
import type { State } from './state/state.js';

/**
 * One step for readers: what the state is afterwards and what the caller sees. The state given
 * stays as it is, and it is also the state answered where nothing was written.
 */
export function step(
  state: State,
  action: Action,
  input: Input,
): { state: State; outcome: StepOutcome } {
  const seen: { outcome: StepOutcome } = { outcome: done };
  const after = produce(state, (draft) => {
    seen.outcome = apply(draft, action, input);
  });
  const { outcome } = seen;
  return { state: outcome.kind === 'illegal' ? state : after, outcome };
}

/**
 * The same recipe for engines: it writes into the given state, which must be a private copy that
 * the caller gives up. After `illegal` the copy may be spoiled.
 */
export function apply(state: State, action: Action, input: Input): StepOutcome {
  return declarationOf(action).step(state as Draft<State>, argumentsOf(action), input);
}

/** Whether the call means anything in this state; where it does not, `step` warns. */
export function isPossible(state: State, action: Action): boolean {
  return declarationOf(action).isPossible(state, argumentsOf(action));
}

/** Whether the caller of the action keeps its contract in this state. */
export function preconditionHolds(state: State, action: Action): boolean {
  return declarationOf(action).precondition(state, argumentsOf(action));
}
