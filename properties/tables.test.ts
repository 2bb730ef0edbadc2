/**
 * Do the tables in contract/ and the machine say the same? Compared by name, by order and, in random
 * runs, by answer: a step that answers what its table does not list fails, and so does a listed
 * answer that is never given.
 * Whether both misread the kernel would go unnoticed here; recordings look for that.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ActionTable, ledgerTables, tables } from '#contract';
import { everything, implementation, runDraws, runOfDraws, Seen } from '#harness';
import { actions, ledger, scopes } from '#model';

const RUN = { seed: 1, runs: 400, commandsMax: 80, scope: [scopes.small, scopes.kernel] };

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

test('in random runs each action answers what its table lists, all of it and nothing else', () => {
  const seen = new Seen();
  for (const scope of RUN.scope) {
    for (const callers of ['lawful', 'sloppy'] as const) {
      const setting = { scope, target: implementation, checks: everything, callers, seen } as const;
      const property = fc.property(runOfDraws(RUN.commandsMax), (drawn) => {
        expect(runDraws({ ...setting, path: 'mutable' }, drawn).failure).toBeUndefined();
      });
      fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
    }
  }
  const cells = seen.cells(RUN.scope.map(({ topology }) => topology.policy));
  const missing = cells.filter(({ count }) => count === 0);
  expect(missing).toEqual([]);
  const listed = cells.map(({ action, answer }) => `${action} ${answer}`);
  expect(seen.answers().filter((answer) => !listed.includes(answer))).toEqual([]);
});

test('with binding switched off both sides refuse it, and change nothing', () => {
  const topology = {
    ...scopes.small.topology,
    policy: { ...scopes.small.topology.policy, sva: 'off' as const },
  };
  const scope = { ...scopes.small, topology };
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
  fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs / 8 });
  const answers = seen.answers().filter((answer) => answer.startsWith('sva-bind '));
  expect(answers.sort()).toEqual(['sva-bind ENODEV', 'sva-bind EOPNOTSUPP']);
});
