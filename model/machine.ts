import { type DeviceId, type MmId, NO_HANDLE, NO_OWNER } from '#contract';
import { defineAlphabet, type Explorable } from '#declaration';
import { type Action, actions } from './actions.js';
import type { Input, StepOutcome } from './input.js';
import { inputs } from './inputs.js';
import { type InvariantId, invariants } from './invariants/index.js';
import { pendingAt } from './requests/pending.js';
import type { Scope } from './scopes/scope.js';
import { domainValues } from './scopes/values.js';
import { copyState } from './state/copy.js';
import { stateShape } from './state/shape.js';
import { groupOf, hasOccupiedSlot, initialState, pasidOf, type State } from './state/state.js';
import { apply, preconditionHolds, step } from './step.js';
import { type TransitionInvariantId, transitionInvariants } from './transitions/index.js';
import type { Domain } from './vocabulary.js';
import { witnesses } from './witnesses/index.js';

/** The whole machine as the engines take it, which know no kernel word themselves. */
export const machine: Explorable<State, Action, Input, StepOutcome, Scope> = {
  name: 'pasid',
  initial: (scope) => initialState(scope.topology),
  shape: stateShape,
  alphabet,
  isEnabled: preconditionHolds,
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

/**
 * Users of a bond, owners of a group and requests of a device are the counters that could grow for
 * ever; what files hold is bounded by their number, and what they claim by that of the devices.
 */
function isPastBound({ countMax }: Scope, state: State, action: Action): boolean {
  if (action.kind === 'page-request') {
    // At a slot without a handle it is answered at once, so that no count grows.
    const group = state.groups[groupOf(state, action.device) ?? -1];
    const isKept = (group?.slots[action.pasid]?.handle ?? NO_HANDLE) !== NO_HANDLE;
    return isKept && pendingAt(state, action.device, action.pasid) >= countMax;
  }
  if (action.kind === 'sva-bind') {
    return usersOfBond(state, action.device, action.mm) >= countMax;
  }
  if (action.kind === 'wq-open') {
    const opener = state.processes[action.process];
    return opener?.phase === 'running' && usersOfBond(state, action.device, opener.mm) >= countMax;
  }
  if (action.kind !== 'device-claim' && action.kind !== 'driver-probe') return false;

  const group = state.groups[groupOf(state, action.device) ?? -1];
  if (group === undefined || group.ownerCount < countMax) return false;
  if (action.kind === 'device-claim')
    return group.owner !== NO_OWNER && group.owner === action.owner;
  return group.owner === NO_OWNER && group.domain === 'default' && !hasOccupiedSlot(group);
}

/** The users of the bond that a bind of these would share; 0: it would make one. */
function usersOfBond(state: State, device: DeviceId, mm: MmId): number {
  const group = state.groups[groupOf(state, device) ?? -1];
  const handle = state.svaHandles[group?.slots[pasidOf(state, mm)]?.handle ?? 0];
  return handle?.mm === mm ? handle.users : 0;
}

/** Every action of a scope as a value; the same array on every call. */
function alphabet(scope: Scope): readonly Action[] {
  let known = alphabets.get(scope);
  if (known === undefined) {
    const kinds = actions.filter(({ kind }) => scope.alphabet?.includes(kind) !== false);
    known = defineAlphabet<Action>(kinds, (domain) => domainValues(scope, domain as Domain));
    alphabets.set(scope, known);
  }
  return known;
}

const alphabets = new WeakMap<Scope, readonly Action[]>();
