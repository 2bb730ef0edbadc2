import type { CgroupId, Outcome, ResourceId } from '#contract';
import type { Draft } from '#declaration';
import { done, refused } from '../outcome.js';
import { compared, type LedgerRules, SINCE_6_10 } from './rules.js';
import type { ChargeRow, Ledger, LedgerResource } from './state.js';

/**
 * The charge ledger, a small machine of its own: kernel/cgroup/misc.c of 6.12. The PASID machine
 * charges through it, and recordings of the real controller are replayed on it alone.
 */
export const ledger = {
  /** The capacity is the number given (`misc_cg_set_capacity`, 6.12); charges stay as they are. */
  setCapacity(draft: Draft<Ledger>, resource: ResourceId | null, capacity: number): Outcome {
    const charged = resourceOf(draft, resource);
    if (charged === undefined) return refused('EINVAL');
    charged.capacity = capacity;
    return done;
  },

  /** The limit is the number given (`misc_cg_max_write`, 6.12); usage above it is not evicted. */
  setMax(
    draft: Draft<Ledger>,
    resource: ResourceId | null,
    cgroup: CgroupId,
    max: number,
  ): Outcome {
    const charged = resourceOf(draft, resource);
    if (charged === undefined || charged.capacity === 0) return refused('EINVAL');
    charged.rows[cgroup]!.max = max;
    return done;
  },

  /**
   * Every level from the cgroup to the root accepts the amount, or none does (`misc_cg_try_charge`,
   * 6.12).
   */
  tryCharge(
    draft: Draft<Ledger>,
    resource: ResourceId | null,
    cgroup: CgroupId | null,
    amount: number,
    rules: LedgerRules = SINCE_6_10,
  ): Outcome {
    const charged = resourceOf(draft, resource);
    if (charged === undefined || cgroup === null || charged.capacity === 0) {
      return refused('EINVAL');
    }
    if (amount === 0) return done;

    const limiting = limitingLevel(draft, charged, cgroup, amount, rules);

    // The kernel adds on its way up and subtracts what it added when a level refuses. Only the peaks
    // of the accepting levels survive that, so a refused charge is never written to `current` here.
    let wasNegative = false;
    for (let at: CgroupId | null = cgroup; at !== limiting; at = parentOf(draft, at!)) {
      const row = charged.rows[at!]!;
      wasNegative ||= row.current < 0;
      row.peak = Math.max(row.peak, compared(rules, row.current + amount));
      if (limiting === null) row.current += amount;
    }
    if (limiting === null) return done;

    countRefusal(draft, charged, limiting, rules);
    wasNegative ||= charged.rows[limiting]!.current < 0;
    // Taking the amount back warns wherever that leads below 0 again (`misc_cg_cancel_charge`, 6.12).
    return wasNegative ? { kind: 'refused', errno: 'EBUSY', warned: true } : refused('EBUSY');
  },

  /** Every level from the cgroup to the root loses the amount (`misc_cg_uncharge`, 6.12). */
  uncharge(
    draft: Draft<Ledger>,
    resource: ResourceId | null,
    cgroup: CgroupId | null,
    amount: number,
  ): Outcome {
    const charged = resourceOf(draft, resource);
    if (charged === undefined || amount === 0) return done;

    let isNegative = false;
    for (let at = cgroup; at !== null; at = parentOf(draft, at)) {
      const row = charged.rows[at]!;
      row.current -= amount;
      isNegative ||= row.current < 0;
    }
    return isNegative ? { kind: 'done', warned: true } : done;
  },
};

/**
 * An amount counts for another cgroup and its ancestors from here on, past whatever limit, as where a
 * process takes its charges along (RFC IOASIDs of Feb 2021). No call of the misc controller does this.
 */
export function moveCharge(
  draft: Draft<Ledger>,
  resource: ResourceId,
  { from, to, amount }: { readonly from: CgroupId; readonly to: CgroupId; readonly amount: number },
): void {
  const charged = draft.resources[resource]!;
  ledger.uncharge(draft, resource, from, amount);
  for (let at: CgroupId | null = to; at !== null; at = parentOf(draft, at)) {
    const row = charged.rows[at]!;
    row.current += amount;
    row.peak = Math.max(row.peak, row.current);
  }
}

/**
 * The lowest level that refuses one more amount by its limit or by the capacity; null: none does.
 */
export function limitingLevel(
  { cgroups }: Ledger,
  { capacity, rows }: LedgerResource,
  cgroup: CgroupId,
  amount: number,
  rules: LedgerRules = SINCE_6_10,
): CgroupId | null {
  for (let at: CgroupId | null = cgroup; at !== null; at = cgroups[at]?.parent ?? null) {
    const row: ChargeRow | undefined = rows[at];
    if (row === undefined) return null;
    const usage = compared(rules, row.current + amount);
    if (usage > row.max || usage > capacity) return at;
  }
  return null;
}

/** The cgroup above, or null above the root. */
export function parentOf({ cgroups }: Ledger, cgroup: CgroupId): CgroupId | null {
  return cgroups[cgroup]?.parent ?? null;
}

/**
 * Whether a charge on one cgroup counts for another: the same one, or an ancestor; null counts for
 * none.
 */
export function isAtOrAbove(tree: Ledger, above: number, charged: CgroupId | null): boolean {
  for (let at = charged; at !== null; at = parentOf(tree, at)) if (at === above) return true;
  return false;
}

/**
 * One event at the level that refused and at each level above it, the root excepted
 * (`misc_cg_event`, 6.12); before 6.10 the root counts, too.
 */
function countRefusal(
  draft: Draft<Ledger>,
  charged: Draft<LedgerResource>,
  limiting: CgroupId,
  { refusalsCountedBy }: LedgerRules,
) {
  charged.rows[limiting]!.eventsLocal += 1;
  for (let at: CgroupId | null = limiting; at !== null; at = parentOf(draft, at)) {
    if (refusalsCountedBy === 'all' || parentOf(draft, at) !== null) charged.rows[at]!.events += 1;
  }
}

function resourceOf(
  draft: Draft<Ledger>,
  resource: ResourceId | null,
): Draft<LedgerResource> | undefined {
  return resource === null ? undefined : draft.resources[resource];
}
