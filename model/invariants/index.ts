import { onePasidPerMm, pasidInRange, slotTargetsOwner } from './attachment.js';
import { ownerCountBounded, ownerExclusive } from './groups.js';
import {
  domainUsersEqualHandles,
  handleHasUsers,
  handleInItsSlot,
  slotHandleConsistent,
} from './handles.js';
import { dmaReachesOnlyOwner, groupUniform, hardwareAgreesWithSlot } from './hardware.js';
import {
  mmDomainsListed,
  mmReferencesEqualHolders,
  mmUsersEqualProcesses,
  slotPasidLive,
} from './lifetime.js';
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
  ownerExclusive,
  ownerCountBounded,
  groupUniform,
  dmaReachesOnlyOwner,
  hardwareAgreesWithSlot,
  handleHasUsers,
  slotHandleConsistent,
  handleInItsSlot,
  domainUsersEqualHandles,
  mmDomainsListed,
  mmReferencesEqualHolders,
  mmUsersEqualProcesses,
  pasidConservation,
  usageNotNegative,
  usageEqualsLiveCharges,
] as const;

/** The permanent names of the claims about states. */
export type InvariantId = (typeof invariants)[number]['id'];
