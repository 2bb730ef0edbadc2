import type { Property } from '../lockstep.js';
import * as attachment from './attachment.js';
import * as charges from './charges.js';
import type { Defect } from './defect.js';
import * as devices from './devices.js';
import * as drains from './drains.js';
import * as files from './files.js';
import * as groups from './groups.js';
import * as lifetime from './lifetime.js';
import * as mdevs from './mdevs.js';
import * as ownership from './ownership.js';
import * as quota from './quota.js';
import * as requests from './requests.js';
import * as sva from './sva.js';
import * as vfio from './vfio.js';

/**
 * Each property, and each comparison, with the defects that it must find alone. One without a defect
 * does not compile.
 */
export const defects = {
  'single-owner': [ownership.aliasesPasids, files.freesThroughAnyFile],
  'slot-targets-owner': [
    attachment.attachesForAnyone,
    mdevs.disableKeepsSlot,
    drains.reusesPasidOfClosedFile,
  ],
  'slot-pasid-live': [
    lifetime.freesPasidAtExit,
    ownership.freesWhileAttached,
    drains.reusesDrainingPasidOfMm,
    drains.reusesDrainingSystemPasid,
  ],
  'one-pasid-per-mm': [sva.givesSecondPasid],
  'pasid-in-range': [
    attachment.checksNoRange,
    attachment.checksFirstMemberOnly,
    vfio.vfioChecksNoRange,
  ],
  'handle-has-users': [sva.keepsHandleWithoutUsers],
  'slot-handle-consistent': [sva.unbindLeavesSlot],
  'handle-in-its-slot': [sva.unbindsWrongDevice, attachment.slotsShareHandle],
  'domain-users-equal-handles': [sva.sharesDomainUncounted],
  'dma-reaches-only-owner': [sva.programsWrongPageTable, mdevs.mdevCloseKeepsSlot],
  'group-uniform': [
    attachment.tellsFirstMemberOnly,
    attachment.detachesFirstMemberOnly,
    vfio.failedReplaceKeepsMembers,
  ],
  'hardware-agrees-with-slot': [
    attachment.forgetsHardwareOnDetach,
    attachment.keepsMembersAfterFailedAttach,
    vfio.failedReplaceRemoves,
  ],
  'owner-exclusive': [groups.claimsWithoutBlocking],
  'owner-count-bounded': [groups.probeCountsTwice],
  'mm-domains-listed': [sva.listsNoDomain, sva.domainOfNeighbour],
  'mm-references-equal-holders': [sva.domainTakesNoReference],
  'mm-users-equal-processes': [lifetime.execLeavesUserBehind],
  'pasid-conservation': [
    ownership.leaksPasidOfDroppedMm,
    ownership.freesForAnyone,
    drains.drainLeaksPasid,
    files.closeLeaksIds,
    mdevs.refusedAttachLeaksId,
    mdevs.mdevCloseLeaksId,
    files.exhaustionHandsOutFirstId,
  ],
  'usage-not-negative': [quota.unchargesTwice],
  'usage-equals-live-charges': [
    quota.keepsChargeOfRefusedAlloc,
    quota.unchargesWrongCgroup,
    drains.unchargesBeforeDrain,
    charges.keepsChargeOfRefusedFile,
    mdevs.keepsChargeOfRefusedAttach,
    mdevs.mdevChargesNobody,
    charges.bindChargesNobody,
  ],
  'bond-counts-binds': [sva.countsNoSecondUser, files.earlyFailureUnbinds],
  'lookup-changes-nothing': [attachment.lookupTakesHandle, sva.askingCountsUser],
  'warn-changes-nothing': [groups.warnedReleaseCounts],
  'admitted-within-max': [quota.admitsOneOverLimit],
  'charge-stays': [quota.movesChargeRecord, charges.unchargesFreeingProcess],
  'refusals-are-counted': [quota.countsRefusalAbove],
  'peak-is-monotone': [quota.peakFallsWithUsage],
  'claim-takes-idle-group': [groups.claimsWhileAttached, vfio.vfioClaimsForFirstUser],
  'release-empties-owner': [groups.releaseKeepsOwner],
  'occupied-group-stays-owned': [groups.releasesWhileAttached, groups.removesWhileAttached],
  'slot-kept-until-detach': [attachment.overwritesSlots],
  'refused-changes-nothing': [
    attachment.keepsSlotAfterFailedAttach,
    quota.setsRefusedLimit,
    groups.refusedClaimOwns,
    groups.nobodyClaims,
    files.failedOpenUnbinds,
    vfio.vfioRecordsFailedAttach,
  ],
  'quota-refusal-justified': [quota.refusesLastOfLimit],
  'exhaustion-justified': [quota.refusesLastPasid],
  'enomem-needs-fault': [sva.runsOutOfBonds],
  'fresh-mm-without-pasid': [ownership.inheritsPasidOnFork],
  'pasid-kept-until-drop': [ownership.freesPasidOnUnbind, sva.failedBindFreesPasid],
  'owner-changes-only-by-caller': [ownership.stealsPasids, files.exitFreesIdsOfFiles],
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
    mdevs.refusedAttachFreesTwice,
    devices.tellsUnpluggedDevices,
    mdevs.mdevOpensWithoutDriver,
  ],
  state: [lifetime.execMovesToRoot, groups.forgetsBlockingDomain, sva.triesOldestDomainFirst],
  'system-pasid-attached': [mdevs.failedEnableLeavesHalf],
  'claimed-group-serves-claimant': [vfio.vfioCloseKeepsSlots],
  'vfio-device-open-once': [vfio.vfioOpensTwice],
  'guest-map-confined': [vfio.detachKeepsGuestMap, vfio.guestMapsTwice],
  'draining-slot-holds-nothing': [drains.drainingSlotKeepsHandle, devices.unplugLeavesSlots],
  'requests-only-where-occupied': [drains.unbindSkipsDrain, drains.drainForgetsRequests],
  'outstanding-equals-requests': [requests.losesSecondRequest, requests.unplugDropsRequests],
  'unplugged-device-holds-nothing': [
    requests.unplugAnswersNobody,
    devices.unplugKeepsDriver,
    devices.unplugLeaksSystemPasid,
  ],
  'vfio-record-agrees-with-slots': [vfio.vfioDetachKeepsRecord, vfio.vfioReplacesUnattached],
  'work-queue-keeps-its-bond': [files.closeUnbindsAgain],
  'mdev-agrees-with-file': [mdevs.mdevRemovedWhileOpen, mdevs.mdevForgetsItsId],
  'driver-count-equals-bound': [mdevs.mdevOpenCountsDriver, devices.removedDriverStaysBound],
  'claims-equal-vfio-files': [vfio.vfioCloseKeepsClaim],
  'file-references-equal-holders': [files.forkTakesNoReference],
  'process-is-somebodys': [devices.spawnsForNobody],
  'pool-knows-payer': [charges.poolForgetsUser],
  'reuse-only-after-drain': [drains.reusesAttachedPasidOfFile],
  'id-returns-unheld': [drains.reusesDrainingPasidOfMdev],
  'used-by-holder': [vfio.vfioAttachesAnyId],
  'probe-meets-idle-group': [drains.probesWhileDraining],
  'owner-count-follows-calls': [devices.unplugKeepsCount],
  'group-keeps-its-domains': [groups.releaseFreesBlockingDomain],
  'process-keeps-identity': [files.forkLeavesSandbox, devices.forkMovesParentToRoot],
  'detached-slot-drains': [
    drains.detachSkipsDrain,
    drains.vfioDetachSkipsDrain,
    drains.vfioCloseSkipsDrain,
    drains.mdevCloseSkipsDrain,
    drains.disableSkipsDrain,
  ],
  'replace-swaps': [vfio.replaceChangesNothing],
  'attach-fills-slot': [attachment.attachDropsHandle],
  'submit-by-opener-only': [files.foreignMmSubmits, files.childSubmitsForExited],
  'dma-answers-hardware': [lifetime.exitKeepsUser],
  'request-answered-once': [
    requests.answersTwice,
    requests.failsSilently,
    requests.replaceKeepsRequests,
  ],
  'unserved-request-invalid': [requests.queuesUnservedRequests],
  'response-only-while-served': [requests.servesTheDead],
  'unplug-ends-access': [devices.unplugKeepsBonds, devices.unplugKeepsVfioSlots],
  'presence-changes-alone': [devices.plugsIntoBusyGroup, devices.removalOfDriverUnplugs],
  'opened-within-sandbox': [
    files.sandboxOpensDevSva,
    files.sandboxOpensVfio,
    files.sandboxOpensQueue,
    mdevs.sandboxOpensMdev,
  ],
  'opened-for-opener': [files.filesAreFirstUsers, vfio.failedOpenLeavesFile],
  'file-keeps-subject': [files.execTakesQueueAlong],
  'files-spread-by-holders': [files.passingMovesFile],
  'last-close-leaves-nothing': [files.closedFileKeepsNumber],
  'bond-keeps-its-ends': [sva.secondBindMovesBond],
  'user-within-limit': [charges.devSvaChargesNobody],
  'charged-to-caller': [charges.rootPaysForProcesses],
  'emfile-justified': [files.secondFileIsOneTooMany],
} satisfies Record<Property, readonly [Defect, ...Defect[]]>;

/** All of them, in the order of their declaration. */
export const seededDefects: readonly Defect[] = Object.values(defects).flat();
