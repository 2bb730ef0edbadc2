import { produce } from 'immer';
import type { Outcome } from '#contract';
import { UNLIMITED } from '#contract';
import { type Draft, defineAlphabet, type Explorable, shape } from '#declaration';
import { done } from '../outcome.js';
import {
  type LedgerAction,
  type LedgerState,
  type LedgerWords,
  ledgerActionOf,
  ledgerActions,
  NONE,
} from './actions.js';
import { ledgerInvariants, ledgerStepClaims, ledgerWitnesses } from './claims.js';
import { compared } from './rules.js';
import type { LedgerScope } from './scope.js';
import { type ChargeRow, emptyLedger, type Ledger, type LedgerResource } from './state.js';

/** The misc controller as a machine to be searched, with the claims that 6.12 keeps. */
export const misc: Explorable<LedgerState, LedgerAction, null, Outcome, LedgerScope> = {
  name: 'misc',
  initial: (scope) => ({ scope, ledger: emptyLedger(scope.topology) }),
  shape: stateShape,
  alphabet,
  isEnabled,
  isPastBound,
  inputs: () => NOTHING_OPEN,
  step(state, action) {
    let outcome: Outcome = done;
    const after = produce(state, (draft) => {
      outcome = ledgerActionOf(action).step(draft, argumentsOf(action), null);
    });
    return { state: after, outcome };
  },
  apply,
  copy: ({ scope, ledger: { cgroups, resources } }) => ({
    scope,
    ledger: {
      cgroups,
      resources: resources.map(({ rows, ...resource }) => ({
        ...resource,
        rows: rows.map((row) => ({ ...row })),
      })),
    },
  }),
  invariants: ledgerInvariants,
  transitionInvariants: ledgerStepClaims,
  witnesses: ledgerWitnesses,
};

const NOTHING_OPEN: readonly null[] = [null];

function apply(state: LedgerState, action: LedgerAction): Outcome {
  return ledgerActionOf(action).step(state as Draft<LedgerState>, argumentsOf(action), null);
}

function isEnabled(state: LedgerState, action: LedgerAction): boolean {
  return ledgerActionOf(action).precondition(state, argumentsOf(action));
}

/** No step looks at the kind, so the action itself serves as its arguments. */
const argumentsOf = (action: LedgerAction) =>
  action as unknown as Record<string, number> & LedgerWords['Values'];

/** Whether a usage would leave the bounds, at the cgroup or above it. */
function isPastBound(scope: LedgerScope, { ledger }: LedgerState, action: LedgerAction): boolean {
  if (action.kind !== 'ledger-try-charge' && action.kind !== 'ledger-uncharge') return false;
  const { resource, amount, kind } = action;
  if (resource === NONE || action.cgroup === NONE) return false;
  const { rows } = ledger.resources[resource]!;
  for (let at: number | null = action.cgroup; at !== null; at = ledger.cgroups[at]!.parent) {
    const { current } = rows[at]!;
    if (
      kind === 'ledger-uncharge'
        ? current - amount < scope.lowest
        : isAbove(scope, current + amount)
    ) {
      return true;
    }
  }
  return false;
}

/** A charge that every level refuses leaves no bounds, whatever it asks for. */
function isAbove({ highest, capacities, rules }: LedgerScope, usage: number): boolean {
  return usage > highest && compared(rules, usage) <= Math.max(...capacities);
}

function alphabet(scope: LedgerScope): readonly LedgerAction[] {
  const { named, topology, capacities, limits, amounts } = scope;
  const cgroups = [...topology.cgroups.keys()];
  const values: Readonly<Record<keyof LedgerWords['Values'], readonly number[]>> = {
    resource: [NONE, ...Array.from({ length: named }, (_, resource) => resource)],
    cgroup: [NONE, ...cgroups],
    child: cgroups.slice(1),
    capacity: capacities,
    limit: limits,
    amount: amounts,
  };
  return defineAlphabet<LedgerAction>(
    ledgerActions,
    (domain) => values[domain as keyof typeof values],
  );
}

function stateShape(scope: LedgerScope) {
  const { topology, named, capacities, limits } = scope;
  const initial = emptyLedger(topology);
  const row = shape.record<ChargeRow>({
    max: shape.choice([...new Set([UNLIMITED, ...limits])]),
    current: shape.choice(usagesOf(scope)),
    // A usage below 0 is no peak.
    peak: shape.observer(({ current }: { readonly current: number }) => Math.max(0, current)),
    events: shape.observer(() => 0),
    eventsLocal: shape.observer(() => 0),
  });
  const resources = initial.resources.map((resource, index) =>
    shape.record<LedgerResource>({
      name: shape.constant(resource.name),
      capacity: shape.choice(index < named ? [...new Set([0, ...capacities])] : [0]),
      rows:
        index < named ? shape.array(topology.cgroups.length, row) : shape.constant(resource.rows),
    }),
  );
  return shape.record<LedgerState>({
    scope: shape.constant(scope),
    ledger: shape.record<Ledger>({
      cgroups: shape.constant(initial.cgroups),
      resources: shape.tuple(resources),
    }),
  });
}

/** Every usage within the bounds that sums and differences of amounts come to, in rising order. */
function usagesOf({ amounts, lowest, highest }: LedgerScope): readonly number[] {
  const found = new Set([0]);
  for (const usage of found) {
    for (const amount of amounts) {
      for (const next of [usage + amount, usage - amount]) {
        if (next >= lowest && next <= highest) found.add(next);
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}
