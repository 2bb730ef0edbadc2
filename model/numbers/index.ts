/** The switch of the id space as a machine of its own: what P16 and P17 of the argument ask. */
export type { NumbersAction } from './actions.js';
export {
  blockingElsewhere,
  isolation,
  type NumbersStep,
  notBlockedByAnotherDevice,
} from './claims.js';
export { numbers } from './machine.js';
export { NUMBERS_SCOPES } from './scope.js';
export type { NumbersState } from './state.js';
export type { NumbersInput, NumbersOutcome } from './vocabulary.js';
