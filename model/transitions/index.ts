import { bondCountsBinds, lookupChangesNothing, warnChangesNothing } from './answers.js';
import { admittedWithinMax, chargeStays, peakIsMonotone, refusalsAreCounted } from './charging.js';
import {
  claimTakesIdleGroup,
  occupiedGroupStaysOwned,
  releaseEmptiesOwner,
  slotKeptUntilDetach,
} from './groups.js';
import {
  enomemNeedsFault,
  exhaustionJustified,
  quotaRefusalJustified,
  refusedChangesNothing,
} from './refusal.js';
import { freshMmWithoutPasid, ownerChangesOnlyByCaller, pasidKeptUntilDrop } from './succession.js';

/** What is true of every step between reachable states, in reading order. */
export const transitionInvariants = [
  freshMmWithoutPasid,
  pasidKeptUntilDrop,
  ownerChangesOnlyByCaller,
  claimTakesIdleGroup,
  releaseEmptiesOwner,
  occupiedGroupStaysOwned,
  slotKeptUntilDetach,
  bondCountsBinds,
  admittedWithinMax,
  chargeStays,
  warnChangesNothing,
  refusedChangesNothing,
  lookupChangesNothing,
  quotaRefusalJustified,
  exhaustionJustified,
  enomemNeedsFault,
  refusalsAreCounted,
  peakIsMonotone,
] as const;

/** The permanent names of the claims about steps. */
export type TransitionInvariantId = (typeof transitionInvariants)[number]['id'];
