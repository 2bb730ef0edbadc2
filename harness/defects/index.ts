import type { Property } from '../lockstep.js';
import * as attachment from './attachment.js';
import type { Defect } from './defect.js';
import * as lifetime from './lifetime.js';
import * as ownership from './ownership.js';
import * as quota from './quota.js';

/**
 * Each property, and each comparison, with the defects that it must find alone. One without a defect
 * does not compile.
 */
export const defects = {
  'single-owner': [ownership.aliasesPasids],
  'pasid-conservation': [ownership.leaksPasidOfDroppedMm, ownership.freesForAnyone],
  'usage-equals-live-charges': [quota.keepsChargeOfRefusedAlloc, quota.unchargesWrongCgroup],
  'usage-not-negative': [quota.unchargesTwice],
  'one-pasid-per-mm': [attachment.givesSecondPasid],
  'pasid-in-range': [attachment.rangeOffByOne],
  'slot-pasid-live': [lifetime.freesPasidAtExit],
  'slot-targets-owner': [attachment.reusesStaleSlot],
  'slot-has-users': [attachment.keepsSlotWithoutUsers],
  'hardware-agrees-with-slot': [attachment.forgetsHardwareOnDetach],
  'dma-reaches-only-owner': [attachment.programsWrongPageTable],
  'mm-references-equal-holders': [attachment.bondTakesNoReference],
  'mm-users-equal-processes': [lifetime.exitKeepsUser],
  'refused-changes-nothing': [attachment.keepsSlotAfterFailedAttach, quota.setsRefusedLimit],
  'admitted-within-max': [quota.admitsOneOverLimit],
  'quota-refusal-justified': [quota.refusesLastOfLimit],
  'exhaustion-justified': [quota.refusesLastPasid],
  'enomem-needs-fault': [attachment.runsOutOfBonds],
  'charge-stays': [quota.movesChargeRecord],
  'fresh-mm-without-pasid': [ownership.inheritsPasidOnFork],
  'pasid-kept-until-drop': [ownership.freesPasidOnUnbind],
  'owner-changes-only-by-caller': [ownership.stealsPasids],
  'refusals-are-counted': [quota.countsRefusalAbove],
  'peak-is-monotone': [quota.peakFallsWithUsage],
  outcome: [
    ownership.allocatesBeyondRange,
    ownership.allocatesTaken,
    attachment.emptiesSlotFirst,
    attachment.asksForNoMemory,
    attachment.answersWrongErrno,
  ],
  state: [lifetime.execMovesToRoot],
} satisfies Record<Property, readonly [Defect, ...Defect[]]>;
