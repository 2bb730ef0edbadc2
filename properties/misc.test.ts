/**
 * Does the misc controller keep its claims in every state of its scopes, as 6.12 charges and as 6.1 does,
 * and can each claim fail? Answered by search, with counts that a naive search confirms, and with machines
 * that are spoiled in one place; that the kernel's code does the same is asked in agreement.test.ts, where
 * it is compiled. Unnoticed otherwise: claims that nothing could break.
 */
import { describe, expect, test } from 'vitest';
import { explore, MachinePair, MachineSystem, reachable, systemOfPair } from '#checker';
import { type ActionTable, ledgerTables, type Outcome } from '#contract';
import type { Counterpart } from '#declaration';
import {
  chargeFits,
  LEDGER_SCOPES,
  type LedgerAction,
  type LedgerScope,
  type LedgerState,
  ledgerActions,
  misc,
  refusedForCause,
} from '#model';

const tree = LEDGER_SCOPES['misc-tree'];
const ofAny = misc.transitionInvariants.filter(({ callers }) => callers === 'any');
const onlySteps = (claims: typeof misc.transitionInvariants) => ({
  invariants: [],
  transitionInvariants: claims,
});

// A changed count means that the machine changed: say how in the commit that changes it here.
describe('in every state', () => {
  test('6.12 keeps its claims under lawful callers, and every witness is reached', () => {
    const system = new MachineSystem(misc, tree);
    const counts = { distinct: 840, generated: 60_721, depth: 9, cuts: 0 };
    expect(explore(system)).toMatchObject({ verdict: 'holds', complete: true, ...counts });
    expect(system.unreached()).toEqual([]);
  });

  test('those claimed for any callers hold for any, in both kernels', () => {
    for (const scope of [
      LEDGER_SCOPES['misc-any-callers'],
      LEDGER_SCOPES['misc-any-callers-6.1'],
      LEDGER_SCOPES['misc-great-amounts-6.1'],
    ]) {
      const found = explore(new MachineSystem(misc, scope, onlySteps(ofAny)));
      expect(found).toMatchObject({ verdict: 'holds', complete: true });
    }
  });

  test('and a naive search finds as many', () => {
    const key = ({ ledger }: LedgerState): string =>
      JSON.stringify(
        ledger.resources.map(({ capacity, rows }) => [
          capacity,
          rows.map(({ max, current }) => [max, current]),
        ]),
      );
    const scope = LEDGER_SCOPES['misc-great-amounts'];
    const naive = reachable(misc, scope, { key, statesMax: 1_000 });
    const { distinct, generated, depth } = explore(new MachineSystem(misc, scope));
    expect(naive).toEqual({ states: distinct, transitions: generated - 1, depth, cuts: 0 });
    expect(distinct).toBe(46);
  });
});

test('the machine has the calls of its tables, in their order, and nothing fails in them', () => {
  expect(ledgerActions.map(({ kind }) => kind)).toEqual(ledgerTables.map(({ action }) => action));
  const checks: readonly ActionTable['checks'][] = ledgerTables.map((table) => table.checks);
  expect(checks.flat().filter(({ fault }) => fault !== undefined)).toEqual([]);
});

describe('what 6.1 does not keep (B58)', () => {
  test.each([
    [
      chargeFits,
      { kind: 'ledger-set-max', resource: 0, cgroup: 1, limit: 5 },
      { kind: 'ledger-try-charge', resource: 0, cgroup: 1, amount: 2 ** 32 },
      'cg1 uses 4294967296 of 5',
    ],
    [
      refusedForCause,
      undefined,
      { kind: 'ledger-try-charge', resource: 0, cgroup: 0, amount: 2 ** 31 },
      '2147483648 fit at every level',
    ],
  ])('$id', (claim, limit, charge, reason) => {
    const capacity = { kind: 'ledger-set-capacity', resource: 0, capacity: 2 ** 33 };
    const system = new MachineSystem(
      misc,
      LEDGER_SCOPES['misc-great-amounts-6.1'],
      onlySteps([claim]),
    );
    const { violation } = explore(system);
    expect(violation?.finding).toMatchObject({ claim: claim.id, violation: { reason } });
    expect(system.traceTo(violation!).map(({ action }) => action)).toEqual(
      [capacity, limit, charge].filter((action) => action !== undefined),
    );
    const since = new MachineSystem(misc, LEDGER_SCOPES['misc-great-amounts'], onlySteps([claim]));
    expect(explore(since)).toMatchObject({ verdict: 'holds' });
  });
});

/** What is done to a call to break each claim: to the state after it, or to its answer. */
const spoils: Readonly<
  Record<string, (action: LedgerAction, outcome: Outcome, after: Writable) => Outcome | undefined>
> = {
  'usage-of-subtree': (_, outcome, { ledger }) => {
    if (outcome.kind === 'refused') ledger.resources[0]!.rows[0]!.current = 0;
    return undefined;
  },
  'charge-fits': (action, outcome, { ledger }) => {
    if (action.kind === 'ledger-set-max' && outcome.kind === 'done') {
      ledger.resources[0]!.rows[action.cgroup]!.max = tree.limits[0]!;
    }
    return outcome.kind === 'refused' && outcome.errno === 'EBUSY' ? { kind: 'done' } : undefined;
  },
  'refused-for-cause': (action, outcome) =>
    action.kind === 'ledger-try-charge' && outcome.kind === 'done'
      ? { kind: 'refused', errno: 'EBUSY' }
      : undefined,
  'refused-charge-takes-nothing': (action, outcome) =>
    action.kind === 'ledger-try-charge' && outcome.kind === 'done'
      ? { kind: 'refused', errno: 'EINVAL' }
      : undefined,
};

/** A state that may be written into. */
interface Writable {
  readonly ledger: {
    readonly resources: readonly { readonly rows: { max: number; current: number }[] }[];
  };
}

describe('a machine that is spoiled in one place is found', () => {
  const claims = [...misc.invariants, ...misc.transitionInvariants];
  test.each(claims.map(({ id }) => id))('by %s alone', (id) => {
    const spoiled: typeof misc = {
      ...misc,
      apply(state, action, input) {
        const outcome = misc.apply(state, action, input);
        return spoils[id]!(action, outcome, state as unknown as Writable) ?? outcome;
      },
    };
    const system = new MachineSystem(spoiled, tree, {
      invariants: misc.invariants.filter((claim) => claim.id === id),
      transitionInvariants: misc.transitionInvariants.filter((claim) => claim.id === id),
    });
    expect(explore(system)).toMatchObject({
      verdict: 'violated',
      violation: { finding: { claim: id } },
    });
  });
});

describe('a machine beside itself', () => {
  /** The machine as if it were live: what is saved of it is the number of a state that is kept. */
  function mirrored(scope: LedgerScope): Counterpart<LedgerState, LedgerAction, null, Outcome> {
    const kept: LedgerState[] = [];
    let state = misc.copy(misc.initial(scope));
    const text = (of: LedgerState): string =>
      JSON.stringify(of.ledger.resources, ['capacity', 'rows', 'max', 'current']);
    return {
      boot() {
        state = misc.copy(misc.initial(scope));
      },
      call(action, input, expected) {
        const { kind } = misc.apply(state, action, input);
        return kind === expected.kind ? undefined : `answers ${kind}`;
      },
      difference: (other) => (text(state) === text(other) ? undefined : 'differs'),
      wordsMax: 1,
      save(into, at) {
        const known = kept.findIndex((each) => text(each) === text(state));
        into[at] = known === -1 ? kept.push(misc.copy(state)) - 1 : known;
        return at + 1;
      },
      restore(words, at) {
        state = misc.copy(kept[words[at]!]!);
      },
    };
  }

  test('has as many states as alone, and as many transitions that pass a bound', () => {
    const scope = LEDGER_SCOPES['misc-great-amounts-6.1'];
    const pair = new MachinePair(misc, scope, mirrored(scope));
    const both = explore(systemOfPair(pair, 0), { exact: true });
    const alone = explore(new MachineSystem(misc, scope, onlySteps([])));
    const counts = { distinct: 46, generated: 1_355, depth: 7, cuts: 30 };
    expect(both).toMatchObject({ verdict: 'holds', complete: true, ...counts });
    expect(alone).toMatchObject({ verdict: 'holds', complete: true, ...counts });
  });
});
