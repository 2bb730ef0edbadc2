import { usageEqualsLiveCharges, usageNotNegative } from '../bookkeeping/charges.js';
import {
  domainUsersEqualHandles,
  handleHasUsers,
  handleInItsSlot,
  slotHandleConsistent,
} from '../bookkeeping/handles.js';
import {
  mmDomainsListed,
  mmReferencesEqualHolders,
  mmUsersEqualProcesses,
} from '../bookkeeping/lifetime.js';
import { pasidConservation, poolKnowsPayer } from '../bookkeeping/pool.js';
import { fileReferencesEqualHolders, processIsSomebodys } from '../bookkeeping/processes.js';
import {
  guestMapConfined,
  mdevAgreesWithFile,
  vfioDeviceOpenOnce,
  vfioRecordAgreesWithSlots,
  workQueueKeepsItsBond,
} from '../tenancy/files.js';
import {
  claimedGroupServesClaimant,
  claimsEqualVfioFiles,
  driverCountEqualsBound,
  ownerCountBounded,
  ownerExclusive,
} from '../tenancy/groups.js';
import { slotTargetsOwner } from './authority.js';
import {
  dmaReachesOnlyOwner,
  drainingSlotHoldsNothing,
  groupUniform,
  hardwareAgreesWithSlot,
  unpluggedDeviceHoldsNothing,
} from './hardware.js';
import {
  onePasidPerMm,
  pasidInRange,
  singleOwner,
  slotPasidLive,
  systemPasidAttached,
} from './ownership.js';
import { outstandingEqualsRequests, requestsOnlyWhereOccupied } from './requests.js';

/**
 * What is true of every reachable state, in reading order: who owns what and what devices reach
 * comes first, book-keeping last. A failure is filed under the first claim that it breaks.
 */
export const invariants = [
  // Who owns what.
  singleOwner,
  slotTargetsOwner,
  slotPasidLive,
  onePasidPerMm,
  pasidInRange,
  systemPasidAttached,
  ownerExclusive,
  claimedGroupServesClaimant,
  vfioDeviceOpenOnce,
  guestMapConfined,
  // What devices reach.
  groupUniform,
  dmaReachesOnlyOwner,
  hardwareAgreesWithSlot,
  drainingSlotHoldsNothing,
  requestsOnlyWhereOccupied,
  outstandingEqualsRequests,
  unpluggedDeviceHoldsNothing,
  // What each part keeps of it.
  vfioRecordAgreesWithSlots,
  workQueueKeepsItsBond,
  mdevAgreesWithFile,
  ownerCountBounded,
  driverCountEqualsBound,
  claimsEqualVfioFiles,
  handleHasUsers,
  slotHandleConsistent,
  handleInItsSlot,
  domainUsersEqualHandles,
  mmDomainsListed,
  mmReferencesEqualHolders,
  mmUsersEqualProcesses,
  fileReferencesEqualHolders,
  processIsSomebodys,
  pasidConservation,
  poolKnowsPayer,
  usageNotNegative,
  usageEqualsLiveCharges,
] as const;

/** The permanent names of the claims about states. */
export type InvariantId = (typeof invariants)[number]['id'];
