/**
 * Do the tables in contract/ and the machine say the same? Compared by name, order and, on every
 * transition of a small scope, by answer: a step that answers what its table does not list fails.
 * Whether both misread the kernel would go unnoticed here; recordings look for that.
 */

import { expect, test } from 'vitest';
import { reachable } from '#checker';
import { type ActionTable, ledgerTables, tables } from '#contract';
import { type ActionKind, actions, ledger, machine, type State, scopes } from '#model';

const tableOf: ReadonlyMap<string, ActionTable> = new Map(
  tables.map((table) => [table.action, table]),
);

test('the machine has exactly the actions of the tables, in their order', () => {
  expect(actions.map(({ kind }) => kind)).toEqual(tables.map(({ action }) => action));
});

test('each action can be made to fail exactly where its table says, in that order', () => {
  for (const { kind, faults } of actions) {
    const checks = tableOf.get(kind)!.checks.flatMap(({ fault }) => fault ?? []);
    expect({ kind, faults }).toEqual({ kind, faults: checks });
  }
});

test('the ledger has exactly the calls of its tables', () => {
  const calls = ledgerTables.map(({ action }) => action.replace('ledger-', ''));
  const methods = Object.keys(ledger).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  );
  expect(methods).toEqual(calls);
});

test('in scope tiny each action answers what its table lists, and nothing else', () => {
  const seen = new Map<ActionKind, Set<string>>(actions.map(({ kind }) => [kind, new Set()]));
  const key = ({ topology: _, ledger: { resources }, ...state }: State): string =>
    JSON.stringify([state, resources.map(({ rows }) => rows.map((row) => [row.max, row.current]))]);
  reachable(machine, scopes.tiny, {
    key,
    statesMax: 10_000,
    visit: ({ action, outcome }) => {
      seen.get(action.kind)!.add(outcome.kind === 'refused' ? outcome.errno : outcome.kind);
    },
  });
  for (const [kind, answers] of seen) {
    const { answer, checks } = tableOf.get(kind)!;
    const listed = new Set<string>([answer, ...checks.map((check) => check.answer)]);
    // One device has one range, so no address space can bring an id from a greater one.
    if (kind === 'sva-bind') listed.delete('EOVERFLOW');
    expect({ kind, answers: [...answers].sort() }).toEqual({ kind, answers: [...listed].sort() });
  }
});
