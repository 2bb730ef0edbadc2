/**
 * Do the tables in contract/ and the machine say the same? Compared by name and by order; by answer,
 * with binding switched off, which no profile does. The answers of the profiles are asked for in
 * `coverage.test.ts`.
 * Whether both misread the kernel would go unnoticed here; recordings look for that.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ActionTable, ledgerTables, tables } from '#contract';
import { everything, implementation, runDraws, runOfDraws, Seen } from '#harness';
import { actions, ledger, scopes } from '#model';

const RUN = { seed: 1, runs: 50, commandsMax: 80, scope: scopes.small };

const tableOf: ReadonlyMap<string, ActionTable> = new Map(
  tables.map((table) => [table.action, table]),
);

test('the machine has exactly the actions of the tables, in their order', () => {
  expect(actions.map(({ kind }) => kind)).toEqual(tables.map(({ action }) => action));
});

test('each action can be made to fail exactly where its table says', () => {
  for (const { kind, faults } of actions) {
    const checks = tableOf.get(kind)!.checks.flatMap(({ fault }) => fault ?? []);
    // A blocking domain that is refused only leads on to the next attempt: no check ends there.
    const ending = faults.filter((point) => point !== 'domain_alloc_blocked');
    expect({ kind, faults: [...ending].sort() }).toEqual({ kind, faults: [...checks].sort() });
  }
});

test('the ledger has exactly the calls of its tables', () => {
  const calls = ledgerTables.map(({ action }) => action.replace('ledger-', ''));
  const methods = Object.keys(ledger).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  );
  expect(methods).toEqual(calls);
});

test('with binding switched off both sides refuse it, and change nothing', () => {
  const topology = {
    ...RUN.scope.topology,
    policy: { ...RUN.scope.topology.policy, sva: 'off' as const },
  };
  const scope = { ...RUN.scope, topology };
  const seen = new Seen();
  const setting = {
    scope,
    target: implementation,
    checks: everything,
    callers: 'lawful',
    seen,
  } as const;
  const property = fc.property(runOfDraws(RUN.commandsMax), (drawn) => {
    expect(runDraws({ ...setting, path: 'mutable' }, drawn).failure).toBeUndefined();
  });
  fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
  const answers = seen.answers().filter((answer) => answer.startsWith('sva-bind '));
  expect(answers.sort()).toEqual(['sva-bind ENODEV', 'sva-bind EOPNOTSUPP']);
});
