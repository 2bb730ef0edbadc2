import { onePasidPerMm, pasidInRange, slotHasUsers, slotTargetsOwner } from './attachment.js';
import { dmaReachesOnlyOwner, hardwareAgreesWithSlot } from './hardware.js';
import { mmReferencesEqualHolders, mmUsersEqualProcesses, slotPasidLive } from './lifetime.js';
import { pasidConservation, singleOwner } from './ownership.js';
import { usageEqualsLiveCharges, usageNotNegative } from './quota.js';

/**
 * What is true of every reachable state, in reading order: who owns what and what devices reach
 * comes first, book-keeping last. A failure is filed under the first claim that it breaks.
 */
export const invariants = [
  singleOwner,
  slotTargetsOwner,
  slotPasidLive,
  onePasidPerMm,
  pasidInRange,
  slotHasUsers,
  dmaReachesOnlyOwner,
  hardwareAgreesWithSlot,
  mmReferencesEqualHolders,
  mmUsersEqualProcesses,
  pasidConservation,
  usageNotNegative,
  usageEqualsLiveCharges,
] as const;

/** The permanent names of the claims about states. */
export type InvariantId = (typeof invariants)[number]['id'];
