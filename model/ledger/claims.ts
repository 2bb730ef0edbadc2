import { type CgroupId, type Outcome, UNLIMITED } from '#contract';
import { defineRunClaimOf, type RunClaim } from '#declaration';
import { limitingLevel, parentOf } from './ledger.js';
import type { Ledger } from './state.js';

/** A call of the ledger alone, on its one resource. */
export type LedgerAction =
  | { readonly kind: 'set-capacity'; readonly capacity: number }
  | { readonly kind: 'set-max'; readonly cgroup: CgroupId; readonly max: number }
  | { readonly kind: 'try-charge'; readonly cgroup: CgroupId; readonly amount: number };

/** A claim about the ledger that a kernel is known to break. */
export type LedgerClaim = RunClaim<Ledger, LedgerAction, object, Outcome>;

const defineClaim = defineRunClaimOf<Ledger, LedgerAction, object, Outcome>();

/** Falls where the sum is kept in fewer bits than the charges (B58). */
export const grantedChargeFits: LedgerClaim = defineClaim({
  id: 'granted-charge-fits',
  claim:
    'After a charge that was granted, the usage of each cgroup on its way to the root is within its limit and within the capacity.',
  why: 'One charge that is large enough passes every limit, and takes what was promised to all others.',
  kernel: 'misc_cg_try_charge (6.1)',
  facts: ['I57'],
  violation({ action, outcome, after }) {
    if (action.kind !== 'try-charge' || outcome.kind !== 'done' || action.amount === 0) {
      return undefined;
    }
    const { capacity, rows } = after.resources[0]!;
    for (let at: CgroupId | null = action.cgroup; at !== null; at = parentOf(after, at)) {
      const { current, max } = rows[at]!;
      if (current <= Math.min(max, capacity)) continue;
      return {
        reason: `cg${at} is charged to ${current}, with a limit of ${max === UNLIMITED ? 'max' : max} and a capacity of ${capacity}`,
        at: [`cg${at}`],
      };
    }
    return undefined;
  },
});

/** Falls for the same sum, at half the size. */
export const refusedChargeDoesNotFit: LedgerClaim = defineClaim({
  id: 'refused-charge-does-not-fit',
  claim:
    'A charge is refused with EBUSY only where some cgroup on its way to the root would pass its limit or the capacity.',
  why: 'What a container was promised it cannot have, and no limit tells its owner why.',
  kernel: 'misc_cg_try_charge (6.1)',
  facts: ['I57'],
  violation({ before, action, outcome }) {
    if (action.kind !== 'try-charge') return undefined;
    if (outcome.kind !== 'refused' || outcome.errno !== 'EBUSY') return undefined;
    const { cgroup, amount } = action;
    const [charged] = before.resources;
    if (limitingLevel(before, charged!, cgroup, amount) !== null) return undefined;
    return {
      reason: `a charge of ${amount} is refused, and there is room for it`,
      at: [`cg${cgroup}`],
    };
  },
});
