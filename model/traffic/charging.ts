import { type CgroupId, NO_CGROUP, NO_USER, ROOT_CGROUP, UNLIMITED, type UserId } from '#contract';
import type { Violation } from '#declaration';
import { isCharging } from '../allocator/quota.js';
import { isAtOrAbove, parentOf } from '../ledger/ledger.js';
import { allocationOf, idsOf, isQuotaRefusal, refusingLevel } from '../outcomes/reasons.js';
import { defineTransitionInvariant } from '../properties.js';
import { isOccupiedAnywhere } from '../relations/members.js';
import { ownerNamed } from '../relations/records.js';
import { pasidRows, type State } from '../state/state.js';

/** Falls when a limit is looked at on one level only, or after the charge instead of before. */
export const admittedWithinMax = defineTransitionInvariant({
  id: 'admitted-within-max',
  claim: 'A step that raises the usage of a cgroup leaves it within its limit.',
  why: 'A container allocates PASIDs until no other container can bind a device.',
  kernel: 'misc_cg_try_charge (6.12)',
  facts: ['I57'],
  formula: '∀ c: current′(c) > current(c) implies current′(c) ≤ max′(c)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'quota-refused-at-ancestor',
  violation({ before, after }) {
    const old = pasidRows(before);
    const now = pasidRows(after);
    for (let cgroup = 0; cgroup < now.length; cgroup++) {
      const { current, max } = now[cgroup]!;
      if (current <= old[cgroup]!.current || current <= max) continue;
      return {
        reason: `cg${cgroup} was charged to ${current} with a limit of ${max}`,
        at: [`cg${cgroup}`],
      };
    }
    return undefined;
  },
});

/** Falls when an allocation path charges the wrong cgroup, or nobody: the seeded defect of the mail (P5). */
export const chargedToCaller = defineTransitionInvariant({
  id: 'charged-to-caller',
  claim:
    'A PASID that leaves the pool is charged to the cgroup in which its caller runs and counted for the user of the caller, through whichever front door; one for a kernel driver to the root, for nobody. Where no cgroups pay, it is counted.',
  why: 'An allocation path that does not charge is where every user goes who has reached a limit.',
  kernel: 'none; the reference charges at the allocator (DESIGN 2.1): P2, P4, P5',
  facts: ['I56'],
  formula:
    '∀ p ∈ allocated′ ∖ allocated: (chargedTo′(p), allocatedFor′(p)) = (cgroup(caller), user(caller)), and at most one such p',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'two-owner-kinds-at-once',
  violation(step) {
    const { before, after } = step;
    if (before.pool.chargedTo === after.pool.chargedTo) return undefined;
    const due = allocationOf(step);
    let given = 0;
    for (const key in after.pool.chargedTo) {
      if (before.pool.chargedTo[key] !== undefined) continue;
      given += 1;
      const cgroup = after.pool.chargedTo[key];
      const user = after.pool.allocatedFor[key];
      const payer = isCharging(after.topology) ? due?.cgroup : NO_CGROUP;
      if (given === 1 && cgroup === payer && user === due?.user) continue;
      return {
        reason: `${step.action.kind} took pasid ${key} for user ${user}, charged to cg${cgroup}`,
        at: [`pasid ${key}`, `cg${cgroup}`],
      };
    }
    return undefined;
  },
});

/**
 * The property that the argument asks for, counted from the pool alone: the ledger's counters have
 * no say in it.
 */
export const userWithinLimit = defineTransitionInvariant({
  id: 'user-within-limit',
  claim:
    'A PASID is given to a user only where all that the user has within the cgroup, or within one above it, whatever front door it came through, whether it was let go and whoever pays, stay within the limit there; where users are counted, all that the user has.',
  why: 'A user who has spent the limit at one front door goes on at the next one until the pool is empty.',
  kernel: 'none; the reference counts where it allocates (DESIGN 2.5): P2, P5',
  facts: ['I57', 'I67'],
  formula:
    '∀ p ∈ allocated′ ∖ allocated, c ∈ ancestors*(cgroup(caller)): |{q ∈ allocated′ : user(q) = user(p), c ∈ ancestors*(chargedTo′(q)) or nobody pays for q}| ≤ max(c); under another quota |{q ∈ allocated′ : user(q) = user(p)}| ≤ userLimit',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'quota-spent-at-two-doors',
  violation(step) {
    const { before, after } = step;
    const { chargedTo, allocatedFor } = after.pool;
    if (before.pool.chargedTo === chargedTo) return undefined;
    const { policy, userLimit = UNLIMITED } = after.topology;
    const rows = pasidRows(after);
    for (const key in chargedTo) {
      const user = allocatedFor[key];
      if (before.pool.chargedTo[key] !== undefined || user === NO_USER) continue;
      if (policy.quota !== 'cgroup') {
        const held = idsOf(after.pool, user);
        if (held > userLimit) return tooMany(`user ${user} has ${held} ids`, userLimit, key);
        continue;
      }
      // Where nobody pays, it is the limit of its caller that the id gets round.
      const cgroup = chargedTo[key]! === NO_CGROUP ? allocationOf(step)?.cgroup : chargedTo[key];
      for (let at = cgroup ?? null; at !== null; at = parentOf(after.ledger, at)) {
        const held = idsWithin(after, user, at);
        const max = rows[at]?.max ?? 0;
        if (held > max) return tooMany(`user ${user} has ${held} ids within cg${at}`, max, key);
      }
    }
    return undefined;
  },
});

/** How many ids of the user the cgroup or one below it pays for, or nobody does. */
function idsWithin({ pool, ledger }: State, user: UserId | undefined, cgroup: CgroupId): number {
  let held = 0;
  for (const key in pool.chargedTo) {
    if (pool.allocatedFor[key] !== user) continue;
    const payer = pool.chargedTo[key]!;
    if (payer === NO_CGROUP || isAtOrAbove(ledger, cgroup, payer)) held += 1;
  }
  return held;
}

const tooMany = (who: string, limit: number, pasid: string): Violation => ({
  reason: `${who}, and the limit is ${limit}`,
  at: [`pasid ${pasid}`],
});

/** Falls when the free, or the detach, gives back what a drain or another slot still keeps. */
export const idReturnsUnheld = defineTransitionInvariant({
  id: 'id-returns-unheld',
  claim:
    'A PASID returns to the pool, and its charge to the cgroup, only when no record names it and no slot of any group is occupied at it, be it by a drain; and it is let go only by an owner whose record named it.',
  why: 'The next owner would be admitted while the devices of the last one still send under the same number.',
  kernel: 'ioasid_free and ioasid_put (series), iopf_queue_flush_dev (6.12)',
  facts: ['I41', 'I48', 'I62'],
  formula:
    '∀ p ∈ allocated ∖ allocated′: owners′(p) = ∅ and ∄ g: slot′(g, p) occupied; ∀ p ∈ letGo′ ∖ letGo: owners(p) ≠ ∅; ∀ p ∈ letGo ∖ letGo′: p ∉ allocated′',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'drain-returns-id',
  violation({ action, before, after }) {
    const old = before.pool;
    const now = after.pool;
    if (old === now) return undefined;
    for (const key in old.chargedTo) {
      if (now.chargedTo[key] !== undefined) continue;
      const owner = ownerNamed(after, Number(key));
      if (owner === undefined && !isOccupiedAnywhere(after, Number(key))) continue;
      return {
        reason: `${action.kind} returned pasid ${key}, which ${owner ?? 'a slot'} still has`,
        at: [`pasid ${key}`, owner ?? 'pool'],
      };
    }
    for (const key in now.letGo) {
      if (old.letGo[key] === true || ownerNamed(before, Number(key)) !== undefined) continue;
      return { reason: `pasid ${key} was let go by nobody who had it`, at: [`pasid ${key}`] };
    }
    for (const key in old.letGo) {
      if (now.letGo[key] === true || now.chargedTo[key] === undefined) continue;
      return { reason: `pasid ${key} was let go and is held again`, at: [`pasid ${key}`] };
    }
    return undefined;
  },
});

/** Falls when a migration takes charges along, so that they are given back to the wrong cgroup. */
export const chargeStays = defineTransitionInvariant({
  id: 'charge-stays',
  claim:
    'A PASID stays charged to the cgroup it was first charged to, and counted for the user it was first allocated for, as long as it is out.',
  why: 'A process could shed its charges by moving through a sibling, and fill a limit that is not its own.',
  kernel: 'misc has no attach callback; cgroup-v2 "Migration and Ownership" (6.12)',
  facts: ['I60'],
  formula:
    '∀ p ∈ allocated ∩ allocated′: (chargedTo′(p), allocatedFor′(p)) = (chargedTo(p), allocatedFor(p))',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'charge-outlives-migration',
  violation({ before, after }) {
    const old = before.pool;
    const now = after.pool;
    if (old === now) return undefined;
    for (const key in now.chargedTo) {
      const cgroup = old.chargedTo[key];
      if (cgroup === undefined) continue;
      const isSame =
        cgroup === now.chargedTo[key] && old.allocatedFor[key] === now.allocatedFor[key];
      if (isSame) continue;
      return {
        reason: `the charge of pasid ${key} went from cg${cgroup}, user ${old.allocatedFor[key]}, to cg${now.chargedTo[key]}, user ${now.allocatedFor[key]}`,
        at: [`cg${cgroup}`, `cg${now.chargedTo[key]}`],
      };
    }
    return undefined;
  },
});

/**
 * Falls when a refusal goes uncounted, is counted at the wrong level, or is counted without one.
 */
export const refusalsAreCounted = defineTransitionInvariant({
  id: 'refusals-are-counted',
  claim:
    'A quota refusal is counted once, at the lowest level that refuses, and seen from each level above it but the root; nothing else is counted.',
  why: 'An administrator reads these counters to learn whose limit starves a container.',
  kernel: 'misc_cg_event (6.12): section 2.11',
  facts: [],
  formula:
    'eventsLocal′ − eventsLocal = [c = limiting], events′ − events = [c ∈ ancestors*(limiting) ∖ root]',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'quota-refused-at-ancestor',
  violation(step) {
    const refusing = isQuotaRefusal(step) ? refusingLevel(step) : null;
    // Without a level that refuses, quota-refusal-justified is what the refusal offends.
    if (refusing === null && isQuotaRefusal(step)) return undefined;

    const old = pasidRows(step.before);
    const now = pasidRows(step.after);
    for (let cgroup = 0; cgroup < now.length; cgroup++) {
      const local = now[cgroup]!.eventsLocal - old[cgroup]!.eventsLocal;
      const seen = now[cgroup]!.events - old[cgroup]!.events;
      const localDue = refusing === cgroup ? 1 : 0;
      const isSeen = cgroup !== ROOT_CGROUP && isAtOrAbove(step.after.ledger, cgroup, refusing);
      const seenDue = isSeen ? 1 : 0;
      if (local === localDue && seen === seenDue) continue;
      return {
        reason: `cg${cgroup} counted ${local} local events and ${seen} events, and was due ${localDue} and ${seenDue}`,
        at: [`cg${cgroup}`],
      };
    }
    return undefined;
  },
});

/** Falls when a roll-back takes the peak with it, or a charge goes by unseen. */
export const peakIsMonotone = defineTransitionInvariant({
  id: 'peak-is-monotone',
  claim: 'The peak of a cgroup never falls and is never below its usage.',
  why: 'Limits are set by the peak: one that is too low starves the workload it was taken from.',
  kernel: 'misc_cg_update_watermark (6.12): section 2.11',
  facts: [],
  formula: '∀ c: peak′(c) ≥ max(peak(c), current′(c))',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'uncharge',
  violation({ before, after }) {
    const old = pasidRows(before);
    const now = pasidRows(after);
    for (let cgroup = 0; cgroup < now.length; cgroup++) {
      const { peak, current } = now[cgroup]!;
      if (peak >= old[cgroup]!.peak && peak >= current) continue;
      return {
        reason: `cg${cgroup} has a peak of ${peak} after ${old[cgroup]!.peak}, with a usage of ${current}`,
        at: [`cg${cgroup}`],
      };
    }
    return undefined;
  },
});
