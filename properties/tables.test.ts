/**
 * Do the tables in contract/ and the machine say the same? Compared by name, by order and, in random
 * runs, by answer: a step that answers what its table does not list fails, and so does a listed
 * answer that is never given.
 * Whether both misread the kernel would go unnoticed here; recordings look for that.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ActionTable, ledgerTables, tables } from '#contract';
import { everything, implementation, runDraws, runOfDraws } from '#harness';
import { type ActionKind, actions, ledger, scopes, type WitnessId } from '#model';

const RUN = { seed: 1, runs: 400, commandsMax: 80, scope: scopes.small };

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

test('in random runs each action answers what its table lists, all of it and nothing else', () => {
  const seen = new Map<ActionKind, Set<string>>(actions.map(({ kind }) => [kind, new Set()]));
  const setting = { scope: RUN.scope, target: implementation, checks: everything };
  const property = fc.property(runOfDraws(RUN.commandsMax), (drawn) => {
    const reached = new Set<WitnessId>();
    const { trace, outcomes } = runDraws({ ...setting, path: 'mutable', reached }, drawn);
    for (const [i, { action }] of trace.entries()) {
      const outcome = outcomes[i]!;
      seen.get(action.kind)!.add(outcome.kind === 'refused' ? outcome.errno : outcome.kind);
    }
  });
  fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
  for (const [kind, answers] of seen) {
    const { answer, checks } = tableOf.get(kind)!;
    const listed = new Set<string>([answer, ...checks.map((check) => check.answer)]);
    expect({ kind, answers: [...answers].sort() }).toEqual({ kind, answers: [...listed].sort() });
  }
});
