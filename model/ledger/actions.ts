import { type CgroupId, cgroupId, type Outcome, type ResourceId, resourceId } from '#contract';
import { type ActionDeclaration, type ActionValue, defineActionOf } from '#declaration';
import { ledger } from './ledger.js';
import type { LedgerScope } from './scope.js';
import type { Ledger } from './state.js';

/** A ledger that is searched, and in which scope. */
export interface LedgerState {
  readonly scope: LedgerScope;
  readonly ledger: Ledger;
}

/** The number of a resource or a cgroup that does not exist. */
export const NONE = -1;

/** The words in which the calls are declared; a call leaves nothing open. */
export interface LedgerWords {
  State: LedgerState;
  Input: null;
  Outcome: Outcome;
  Values: {
    /** One that there is, or `NONE`. */
    resource: number;
    /** One that there is, or `NONE`. */
    cgroup: number;
    /** A cgroup with a limit, so not the root. */
    child: number;
    capacity: number;
    limit: number;
    amount: number;
  };
}

const defineAction = defineActionOf<LedgerWords>();
const always = () => true;
const resourceOf = (number: number): ResourceId | null =>
  number === NONE ? null : resourceId(number);
const cgroupOf = (number: number): CgroupId | null => (number === NONE ? null : cgroupId(number));

const setCapacity = defineAction({
  kind: 'ledger-set-capacity',
  summary: 'Say how much of a resource there is; 0 switches it off.',
  kernel: 'misc_cg_set_capacity',
  params: { resource: 'resource', capacity: 'capacity' },
  faults: [],
  isPossible: always,
  precondition: always,
  step: (draft, { resource, capacity }) =>
    ledger.setCapacity(draft.ledger, resourceOf(resource), capacity),
});

const setMax = defineAction({
  kind: 'ledger-set-max',
  summary: 'Limit what a cgroup and those below it may use.',
  kernel: 'misc_cg_max_write',
  params: { resource: 'resource', cgroup: 'child', limit: 'limit' },
  faults: [],
  isPossible: always,
  precondition: always,
  step: (draft, { resource, cgroup, limit }) =>
    ledger.setMax(draft.ledger, resourceOf(resource), cgroupId(cgroup), limit),
});

const tryCharge = defineAction({
  kind: 'ledger-try-charge',
  summary: 'Take an amount, if every level from the cgroup to the root accepts it.',
  kernel: 'misc_cg_try_charge',
  params: { resource: 'resource', cgroup: 'cgroup', amount: 'amount' },
  faults: [],
  isPossible: always,
  precondition: always,
  step: (draft, { resource, cgroup, amount }) =>
    ledger.tryCharge(
      draft.ledger,
      resourceOf(resource),
      cgroupOf(cgroup),
      amount,
      draft.scope.rules,
    ),
});

const uncharge = defineAction({
  kind: 'ledger-uncharge',
  summary: 'Give an amount back.',
  kernel: 'misc_cg_uncharge',
  params: { resource: 'resource', cgroup: 'cgroup', amount: 'amount' },
  faults: [],
  isPossible: always,
  precondition: (state, { resource, cgroup, amount }) =>
    state.scope.callers === 'any' ||
    resource === NONE ||
    cgroup === NONE ||
    amount <= takenBy(state.ledger, resource, cgroup),
  step: (draft, { resource, cgroup, amount }) =>
    ledger.uncharge(draft.ledger, resourceOf(resource), cgroupOf(cgroup), amount),
});

/** The four calls of the controller, in the order of their tables. */
export const ledgerActions = [setCapacity, setMax, tryCharge, uncharge] as const;

/** One call: its kind and its arguments, plain data. */
export type LedgerAction = ActionValue<(typeof ledgerActions)[number]>;

const byKind = new Map<string, ActionDeclaration<LedgerWords>>(
  ledgerActions.map((action) => [action.kind, action as ActionDeclaration<LedgerWords>]),
);

/** The declaration behind a call. */
export const ledgerActionOf = ({ kind }: LedgerAction): ActionDeclaration<LedgerWords> =>
  byKind.get(kind)!;

/** What a cgroup itself took: its usage without that of the cgroups below it. */
export function takenBy({ cgroups, resources }: Ledger, resource: number, cgroup: number): number {
  const { rows } = resources[resource]!;
  return cgroups.reduce(
    (rest, { parent }, below) => (parent === cgroup ? rest - rows[below]!.current : rest),
    rows[cgroup]!.current,
  );
}
