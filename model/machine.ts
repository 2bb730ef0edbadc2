import { type Errno, FAULT_POINTS, type FaultPoint } from '#contract';
import type { Machine } from '#declaration';
import { type Action, actions, argumentsOf, declarationOf } from './actions/index.js';
import { copyState } from './copy.js';
import type { Input, StepOutcome } from './input.js';
import { type InvariantId, invariants } from './invariants/index.js';
import { domainValues, type Scope } from './scopes.js';
import { bondOf, initialState, type State } from './state.js';
import { apply, preconditionHolds, step } from './step.js';
import { type TransitionInvariantId, transitionInvariants } from './transitions/index.js';
import { witnesses } from './witnesses/index.js';

/** The whole machine as the engines take it, which know no kernel word themselves. */
export const machine: Machine<State, Action, Input, StepOutcome, Scope> = {
  name: 'pasid',
  initial: (scope) => initialState(scope.topology),
  enabled,
  isPastBound,
  inputs,
  step,
  apply,
  copy: copyState,
  invariants,
  transitionInvariants,
  witnesses,
};

/** The permanent names of all claims. */
export type PropertyId = InvariantId | TransitionInvariantId;

/** The users of a bond are the one counter that could grow for ever. */
function isPastBound(scope: Scope, state: State, action: Action): boolean {
  if (action.kind !== 'sva-bind') return false;
  const bond = bondOf(state, action.device, action.mm);
  return bond !== undefined && bond.users >= scope.bondUsersMax;
}

function* enabled(scope: Scope, state: State): Generator<Action> {
  for (const { kind, params } of actions) {
    const domains = Object.entries(params).map(
      ([name, domain]) => [name, domainValues(scope, domain)] as const,
    );
    for (const args of tuples(domains)) {
      const action = { kind, ...args } as Action;
      if (preconditionHolds(state, action)) yield action;
    }
  }
}

/** Every choice of a value for each name; the last name changes fastest. */
function* tuples(
  domains: readonly (readonly [name: string, values: readonly number[]])[],
): Generator<Readonly<Record<string, number>>> {
  const [first, ...others] = domains;
  if (first === undefined) {
    yield {};
    return;
  }
  const [name, values] = first;
  for (const value of values) {
    for (const rest of tuples(others)) yield { [name]: value, ...rest };
  }
}

function* inputs(state: State, action: Action): Generator<Input> {
  const plain: Input = { faults: [] };
  yield plain;

  const declaration = declarationOf(action);
  if (declaration.choices !== undefined) {
    const outcome = apply(copyState(state), action, plain);
    // The lowest choice is what the plain input takes; where that is refused, no choice is made.
    if (outcome.kind === 'granted') yield* declaration.choices(state, argumentsOf(action)).slice(1);
  }

  // A fault ends the step that meets it, so none meets two. A bind that fails after it gave an id is
  // tried with the lowest one only: with any other it leaves what a bind and an unbind leave.
  for (const at of FAULT_POINTS) {
    if (!declaration.faults.includes(at)) continue;
    const faulty: Input = { faults: [{ at, errno: errnoAt[at] }] };
    if (apply(copyState(state), action, faulty).kind !== 'illegal') yield faulty;
  }
}

/** What the failing part answers in a search; a real IOMMU driver may answer otherwise. */
const errnoAt: Readonly<Record<FaultPoint, Errno>> = {
  arch_pgtable_dma_compat: 'EBUSY',
  kzalloc_iommu_mm_data: 'ENOMEM',
  ida_alloc_range: 'ENOMEM',
  kzalloc_iommu_sva: 'ENOMEM',
  xa_insert: 'ENOMEM',
  set_dev_pasid: 'EIO',
};
