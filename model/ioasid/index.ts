/** The allocator before 6.4 as a machine of its own: `ioasid.c` of 6.1, and who calls it for mms. */

export { calledThroughRegistered, ioasidInvariants } from '../ioasid-claims/states.js';
export { ioasidStepClaims, pasidGivenAgain } from '../ioasid-claims/steps.js';
export { type IoasidAction, ioasidActions } from './actions.js';
export { GETTERS } from './ioasid-find.js';
export { ioasid, ioasidBug, isIoasidCallPossible } from './machine.js';
export { IOASID_SCOPE, IOASID_SCOPES, type IoasidScope, NOTHING } from './scope.js';
export type { Entry, IoasidState } from './state.js';
export type { IoasidInput, IoasidOutcome } from './vocabulary.js';
