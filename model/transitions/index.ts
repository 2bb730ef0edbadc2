import {
  bondCountsBinds,
  bondKeepsItsEnds,
  lookupChangesNothing,
  warnChangesNothing,
} from '../outcomes/answers.js';
import {
  emfileJustified,
  enomemNeedsFault,
  exhaustionJustified,
  quotaRefusalJustified,
  refusedChangesNothing,
} from '../outcomes/refusal.js';
import {
  groupKeepsItsDomains,
  ownerCountFollowsCalls,
  processKeepsIdentity,
} from '../tenancy/calls.js';
import {
  admittedWithinMax,
  chargedToCaller,
  chargeStays,
  idReturnsUnheld,
  peakIsMonotone,
  refusalsAreCounted,
  userWithinLimit,
} from '../traffic/charging.js';
import {
  fileKeepsSubject,
  filesSpreadByHolders,
  lastCloseLeavesNothing,
  openedForOpener,
  openedWithinSandbox,
} from '../traffic/files.js';
import { presenceChangesAlone, unplugEndsAccess } from '../traffic/removal.js';
import {
  dmaAnswersHardware,
  requestAnsweredOnce,
  responseOnlyWhileServed,
  unservedRequestInvalid,
} from '../traffic/requests.js';
import { attachFillsSlot, submitByOpenerOnly, usedByHolder } from './authority.js';
import {
  claimTakesIdleGroup,
  occupiedGroupStaysOwned,
  probeMeetsIdleGroup,
  releaseEmptiesOwner,
} from './groups.js';
import {
  detachedSlotDrains,
  replaceSwaps,
  reuseOnlyAfterDrain,
  slotKeptUntilDetach,
} from './slots.js';
import { freshMmWithoutPasid, ownerChangesOnlyByCaller, pasidKeptUntilDrop } from './succession.js';

/** What is true of every step between reachable states, in reading order. */
export const transitionInvariants = [
  // Who comes to own what, and by whose act.
  freshMmWithoutPasid,
  pasidKeptUntilDrop,
  reuseOnlyAfterDrain,
  idReturnsUnheld,
  ownerChangesOnlyByCaller,
  usedByHolder,
  claimTakesIdleGroup,
  releaseEmptiesOwner,
  occupiedGroupStaysOwned,
  probeMeetsIdleGroup,
  ownerCountFollowsCalls,
  groupKeepsItsDomains,
  processKeepsIdentity,
  // What devices come to reach, and cease to.
  slotKeptUntilDetach,
  detachedSlotDrains,
  replaceSwaps,
  attachFillsSlot,
  submitByOpenerOnly,
  dmaAnswersHardware,
  requestAnsweredOnce,
  unservedRequestInvalid,
  responseOnlyWhileServed,
  unplugEndsAccess,
  presenceChangesAlone,
  // Who opens, holds and closes.
  openedWithinSandbox,
  openedForOpener,
  fileKeepsSubject,
  filesSpreadByHolders,
  lastCloseLeavesNothing,
  bondCountsBinds,
  bondKeepsItsEnds,
  // Who pays, and what callers are told.
  userWithinLimit,
  chargedToCaller,
  admittedWithinMax,
  chargeStays,
  warnChangesNothing,
  refusedChangesNothing,
  lookupChangesNothing,
  quotaRefusalJustified,
  exhaustionJustified,
  enomemNeedsFault,
  emfileJustified,
  refusalsAreCounted,
  peakIsMonotone,
] as const;

/** The permanent names of the claims about steps. */
export type TransitionInvariantId = (typeof transitionInvariants)[number]['id'];
