import type { CgroupId, Outcome } from '#contract';
import {
  defineInvariantOf,
  defineTransitionInvariantOf,
  defineWitnessOf,
  type Step,
} from '#declaration';
import { type LedgerAction, type LedgerState, NONE, takenBy } from './actions.js';
import { parentOf } from './ledger.js';

const defineClaim = defineTransitionInvariantOf<LedgerState, LedgerAction, null, Outcome>();
const defineWitness = defineWitnessOf<LedgerState, LedgerAction, null, Outcome>();

type LedgerStep = Step<LedgerState, LedgerAction, null, Outcome>;

const OF_6_12 = { profiles: ['linux-6.12-misc-cgroup'] } as const;
const OF_BOTH = { profiles: ['linux-6.12-misc-cgroup', 'linux-6.1-misc-cgroup'] } as const;

/** What holds in every state under callers that keep their contract. */
export const ledgerInvariants = [
  defineInvariantOf<LedgerState>()({
    ...OF_BOTH,
    id: 'usage-of-subtree',
    claim: 'The usage of a cgroup is what it took and what the cgroups below it use.',
    why: 'Usage that nobody took is never given back, and takes from everybody.',
    kernel: 'misc_cg_try_charge, misc_cg_uncharge',
    facts: ['I56', 'I59'],
    callers: 'lawful',
    antecedent: 'charged-below',
    violation({ ledger }) {
      for (const [resource, { rows }] of ledger.resources.entries()) {
        const lost = rows.findIndex((_, cgroup) => takenBy(ledger, resource, cgroup) < 0);
        if (lost !== -1)
          return { reason: `cg${lost} uses less than those below`, at: [`cg${lost}`] };
      }
      return undefined;
    },
  }),
];

/** A charge that was granted fits. */
export const chargeFits = defineClaim({
  ...OF_6_12,
  id: 'charge-fits',
  claim: 'After a charge that is granted no level is above its limit or above the capacity.',
  why: 'Whoever finds the right amount takes as much as it likes, past every limit.',
  kernel: 'misc_cg_try_charge (6.12)',
  facts: ['I57'],
  callers: 'lawful',
  antecedent: 'charge-granted',
  violation(step) {
    if (step.outcome.kind !== 'done') return undefined;
    const above = levelsOf(step).find(({ current, most }) => current > most);
    return above && { reason: `cg${above.cgroup} uses ${above.current} of ${above.most}`, at: [] };
  },
});

/** A charge that was refused did not fit. */
export const refusedForCause = defineClaim({
  ...OF_6_12,
  id: 'refused-for-cause',
  claim:
    'A charge is refused as busy only where it would take a level above its limit or capacity.',
  why: 'What there is could not be used.',
  kernel: 'misc_cg_try_charge (6.12)',
  facts: ['I57'],
  callers: 'lawful',
  antecedent: 'charge-refused',
  violation(step) {
    const { action, outcome } = step;
    if (action.kind !== 'ledger-try-charge' || !isBusy(outcome)) return undefined;
    const isDue = levelsOf(step).some(({ current, most }) => current + action.amount > most);
    return isDue ? undefined : { reason: `${action.amount} fit at every level`, at: [] };
  },
});

/** What every step keeps. */
export const ledgerStepClaims = [
  chargeFits,
  refusedForCause,
  defineClaim({
    ...OF_BOTH,
    id: 'refused-charge-takes-nothing',
    claim: 'A charge that is refused leaves every usage as it was.',
    why: 'The refused would pay for what it did not get, and nobody would give that back.',
    kernel: 'misc_cg_try_charge',
    facts: ['I58'],
    callers: 'any',
    antecedent: 'charge-refused',
    violation({ action, outcome, before, after }) {
      if (action.kind !== 'ledger-try-charge' || outcome.kind !== 'refused') return undefined;
      const usages = ({ ledger }: LedgerState): string =>
        JSON.stringify(ledger.resources.map(({ rows }) => rows.map(({ current }) => current)));
      return usages(before) === usages(after)
        ? undefined
        : { reason: 'a usage changed', at: [`cg${action.cgroup}`] };
    },
  }),
];

/** What must be reached, or a claim was checked in vain. */
export const ledgerWitnesses = [
  defineWitness({
    ...OF_BOTH,
    id: 'charged-below',
    situation: 'A cgroup below the root uses something.',
    reached: ({ after: { ledger } }) =>
      ledger.resources.some(({ rows }) => rows.slice(1).some(({ current }) => current > 0)),
  }),
  defineWitness({
    ...OF_BOTH,
    id: 'charge-granted',
    situation: 'A charge is granted under a limit.',
    reached: (step) =>
      step.outcome.kind === 'done' && levelsOf(step).some(({ isLimited }) => isLimited),
  }),
  defineWitness({
    ...OF_BOTH,
    id: 'charge-refused',
    situation: 'A charge is refused as busy.',
    reached: ({ outcome }) => isBusy(outcome),
  }),
];

const isBusy = (outcome: Outcome): boolean =>
  outcome.kind === 'refused' && outcome.errno === 'EBUSY';

/** The levels that a charge asks, as they are after it; none for any other call, or of nothing. */
function levelsOf({ action, after: { ledger } }: LedgerStep) {
  if (action.kind !== 'ledger-try-charge' || action.amount === 0) return [];
  const { resource, cgroup } = action;
  if (resource === NONE || cgroup === NONE) return [];
  const { capacity, rows } = ledger.resources[resource]!;
  const levels = [];
  for (let at: CgroupId | null = cgroup as CgroupId; at !== null; at = parentOf(ledger, at)) {
    const { max, current } = rows[at]!;
    levels.push({ cgroup: at, current, most: Math.min(max, capacity), isLimited: max <= capacity });
  }
  return levels;
}
