import { parentOf } from '../ledger/ledger.js';
import { defineInvariant } from '../properties.js';
import { pasidRows } from '../state/state.js';

/**
 * Whatever breaks this breaks usage-equals-live-charges, too. It is kept beside it because it asks
 * the ledger alone: it can be held against a target that does not show its pool.
 */
export const usageNotNegative = defineInvariant({
  id: 'usage-not-negative',
  claim: 'The usage of every cgroup is 0 or more.',
  why: 'Compared without a sign, a usage below 0 is above every limit: the cgroup is refused until reboot.',
  kernel: 'misc_cg_cancel_charge (6.12)',
  facts: ['I59'],
  formula: '∀ c: current(c) ≥ 0',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'uncharge',
  violation(state) {
    const rows = pasidRows(state);
    for (let cgroup = 0; cgroup < rows.length; cgroup++) {
      const { current } = rows[cgroup]!;
      if (current >= 0) continue;
      return { reason: `cg${cgroup} has a usage of ${current}`, at: [`cg${cgroup}`] };
    }
    return undefined;
  },
});

/** Falls when a charge is lost, taken twice, or given back to a cgroup that was never charged. */
export const usageEqualsLiveCharges = defineInvariant({
  id: 'usage-equals-live-charges',
  claim:
    'The usage of every cgroup is the number of allocated PASIDs that are charged within its subtree, those let go included until they are free.',
  why: 'Usage that drifts lets one container take the PASIDs of all others, or locks it out for ever.',
  kernel: 'misc_cg_try_charge, misc_cg_uncharge (6.12)',
  facts: ['I56', 'I58', 'I59', 'L8'],
  formula: '∀ c: current(c) = |{p ∈ allocated : c ∈ ancestors*(chargedTo(p))}|',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'charge-outlives-migration',
  violation(state) {
    const rows = pasidRows(state);
    const live = rows.map(() => 0);
    for (const key in state.pool.chargedTo) {
      const charged = state.pool.chargedTo[key]!;
      for (let at: typeof charged | null = charged; at !== null; at = parentOf(state.ledger, at)) {
        live[at]! += 1;
      }
    }
    for (let cgroup = 0; cgroup < rows.length; cgroup++) {
      const { current } = rows[cgroup]!;
      if (current === live[cgroup]) continue;
      return {
        reason: `cg${cgroup} is charged for ${current} ids, and ${live[cgroup]} are live in its subtree`,
        at: [`cg${cgroup}`],
      };
    }
    return undefined;
  },
});
