/** The door: the reference machine of PASID ownership, its claims, and the scopes it is run in. */
export { type Action, type ActionKind, actionByKind, actions } from './actions.js';
export type { Cell, Judgement, Letter, NumbersSpace, Question } from './argument/question.js';
export { givenSteps, machineOn, type Stage, withPossibleGiven } from './argument/stage.js';
export { designOf } from './argument/stages.js';
export {
  type AgreementText,
  agreementTexts,
  type Chapter,
  decisions,
  glossary,
  howFactsWereRead,
  type SmallMachine,
  sections,
  smallMachines,
  stateChapters,
  transitionChapters,
  whyItStays,
} from './book/index.js';
export { type ClaimId, claimCells } from './claims/index.js';
export { argument, type FactId, facts } from './facts/index.js';
export { format } from './format.js';
export type { Input, StepOutcome } from './input.js';
export { inputs } from './inputs.js';
export { invariants } from './invariants/index.js';
export * from './ioasid/index.js';
export { ladder } from './ladder/ladder.js';
export * from './ledger/index.js';
export { type LivenessId, liveness } from './liveness/index.js';
export { machine, type PropertyId } from './machine.js';
export { spaceTexts } from './numbers/argument.js';
export * from './numbers/index.js';
export { flipStages } from './policy/flip-stages.js';
export {
  designTexts,
  FLIPS,
  policySwitches,
  profileTexts,
  type SwitchText,
  underPolicy,
} from './policy/index.js';
export { runStages } from './policy/run-stages.js';
export type { ModelStep } from './properties.js';
export type { Scope } from './scopes/scope.js';
export { scopes } from './scopes/scopes.js';
export { domainValues } from './scopes/values.js';
export { copyState } from './state/copy.js';
export {
  type Device,
  type Driver,
  type Group,
  initialState,
  type Mdev,
  type Mm,
  type OpenFile,
  type Process,
  pasidRows,
  type Slot,
  type State,
  type SvaDomain,
  type SvaHandle,
} from './state/state.js';
export { apply, isPossible, preconditionHolds, step } from './step.js';
export { transitionInvariants } from './transitions/index.js';
export * from './unkept/index.js';
export { type Domain, HANDLE_TYPES } from './vocabulary.js';
export { type WitnessId, witnesses } from './witnesses/index.js';
