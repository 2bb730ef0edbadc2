import type { Property } from '../lockstep.js';
import * as attachment from './attachment.js';
import type { Defect } from './defect.js';
import * as groups from './groups.js';
import * as lifetime from './lifetime.js';
import * as ownership from './ownership.js';
import * as quota from './quota.js';
import * as sva from './sva.js';

/**
 * Each property, and each comparison, with the defects that it must find alone. One without a defect
 * does not compile.
 */
export const defects = {
  'single-owner': [ownership.aliasesPasids],
  'slot-targets-owner': [attachment.attachesForAnyone],
  'slot-pasid-live': [lifetime.freesPasidAtExit, ownership.freesWhileAttached],
  'one-pasid-per-mm': [sva.givesSecondPasid],
  'pasid-in-range': [attachment.checksNoRange, attachment.checksNamedDeviceOnly],
  'handle-has-users': [sva.keepsHandleWithoutUsers],
  'slot-handle-consistent': [sva.unbindLeavesSlot],
  'handle-in-its-slot': [sva.unbindsWrongDevice, attachment.slotsShareHandle],
  'domain-users-equal-handles': [sva.sharesDomainUncounted],
  'dma-reaches-only-owner': [sva.programsWrongPageTable],
  'group-uniform': [attachment.tellsFirstMemberOnly, attachment.detachesFirstMemberOnly],
  'hardware-agrees-with-slot': [
    attachment.forgetsHardwareOnDetach,
    attachment.keepsMembersAfterFailedAttach,
  ],
  'owner-exclusive': [groups.claimsWithoutBlocking],
  'owner-count-bounded': [groups.probeCountsTwice],
  'mm-domains-listed': [sva.listsNoDomain, sva.domainOfNeighbour],
  'mm-references-equal-holders': [sva.domainTakesNoReference],
  'mm-users-equal-processes': [lifetime.exitKeepsUser],
  'pasid-conservation': [ownership.leaksPasidOfDroppedMm, ownership.freesForAnyone],
  'usage-not-negative': [quota.unchargesTwice],
  'usage-equals-live-charges': [quota.keepsChargeOfRefusedAlloc, quota.unchargesWrongCgroup],
  'bond-counts-binds': [sva.countsNoSecondUser],
  'lookup-changes-nothing': [attachment.lookupTakesHandle, sva.askingCountsUser],
  'warn-changes-nothing': [groups.warnedReleaseCounts],
  'admitted-within-max': [quota.admitsOneOverLimit],
  'charge-stays': [quota.movesChargeRecord],
  'refusals-are-counted': [quota.countsRefusalAbove],
  'peak-is-monotone': [quota.peakFallsWithUsage],
  'claim-takes-idle-group': [groups.claimsWhileAttached],
  'release-empties-owner': [groups.releaseKeepsOwner],
  'occupied-group-stays-owned': [groups.releasesWhileAttached, groups.removesWhileAttached],
  'slot-kept-until-detach': [attachment.overwritesSlots],
  'refused-changes-nothing': [
    attachment.keepsSlotAfterFailedAttach,
    quota.setsRefusedLimit,
    groups.refusedClaimOwns,
    groups.nobodyClaims,
  ],
  'quota-refusal-justified': [quota.refusesLastOfLimit],
  'exhaustion-justified': [quota.refusesLastPasid],
  'enomem-needs-fault': [sva.runsOutOfBonds],
  'fresh-mm-without-pasid': [ownership.inheritsPasidOnFork],
  'pasid-kept-until-drop': [ownership.freesPasidOnUnbind, sva.failedBindFreesPasid],
  'owner-changes-only-by-caller': [ownership.stealsPasids],
  outcome: [
    ownership.allocatesBeyondRange,
    ownership.allocatesTaken,
    attachment.attachesOverReserved,
    attachment.attachesForeignDomain,
    attachment.emptiesSlotFirst,
    attachment.rangeOffByOne,
    attachment.answersWrongErrno,
    attachment.undoesRefusingMember,
    groups.releaseTellsNobody,
    groups.lastDriverStaysCounted,
    groups.probesWhileClaimed,
    groups.claimsForAnyOwner,
    sva.refusesSecondBind,
    sva.asksForNoMemory,
  ],
  state: [lifetime.execMovesToRoot, groups.forgetsBlockingDomain, sva.triesOldestDomainFirst],
} satisfies Record<Property, readonly [Defect, ...Defect[]]>;
