import { ROOT_CGROUP } from '#contract';
import { isAtOrAbove } from '../ledger/ledger.js';
import { defineTransitionInvariant } from '../properties.js';
import { pasidRows } from '../state/state.js';
import { isQuotaRefusal, refusingLevel } from './reasons.js';

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

/** Falls when a migration takes charges along, so that they are given back to the wrong cgroup. */
export const chargeStays = defineTransitionInvariant({
  id: 'charge-stays',
  claim: 'A PASID stays charged to the cgroup it was first charged to, for as long as it is out.',
  why: 'A process could shed its charges by moving through a sibling, and fill a limit that is not its own.',
  kernel: 'misc has no attach callback; cgroup-v2 "Migration and Ownership" (6.12)',
  facts: ['I60'],
  formula: '∀ p ∈ allocated ∩ allocated′: chargedTo′(p) = chargedTo(p)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'charge-outlives-migration',
  violation({ before, after }) {
    const old = before.pool.chargedTo;
    const now = after.pool.chargedTo;
    if (old === now) return undefined;
    for (const key in now) {
      if (old[key] === undefined || old[key] === now[key]) continue;
      return {
        reason: `the charge of pasid ${key} went from cg${old[key]} to cg${now[key]}`,
        at: [`cg${old[key]}`, `cg${now[key]}`],
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
