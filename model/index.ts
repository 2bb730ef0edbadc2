/** The door: the reference machine of PASID ownership, its claims, and the scopes it is run in. */
export { type Action, type ActionKind, actionByKind, actions } from './actions/index.js';
export { copyState } from './copy.js';
export { format } from './format.js';
export type { Input, StepOutcome } from './input.js';
export { invariants } from './invariants/index.js';
export { ledger } from './ledger/ledger.js';
export { type ChargeRow, emptyLedger, type Ledger } from './ledger/state.js';
export { machine, type PropertyId } from './machine.js';
export type { ModelStep } from './properties.js';
export { domainValues, type Scope, scopes } from './scopes.js';
export {
  type Driver,
  initialState,
  type Mm,
  type Process,
  type Slot,
  type State,
} from './state.js';
export { apply, preconditionHolds, step } from './step.js';
export { transitionInvariants } from './transitions/index.js';
export type { Domain } from './vocabulary.js';
export { type WitnessId, witnesses } from './witnesses/index.js';
