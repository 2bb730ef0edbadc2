/**
 * Do runs go on from where the explorer says that it is rare? Each recorded sequence is made again with
 * the implementation, and has to end at its witness; the smallest of the scopes is searched again (all:
 * `npm run test:long`). Unnoticed otherwise: sequences of a machine that has changed are left out call by
 * call, and runs begin anywhere.
 */
import { expect, test } from 'vitest';
import {
  ASKED,
  everything,
  findRareStates,
  implementation,
  rareTracesIn,
  recordedRareStates,
  Seen,
  Session,
  traceOf,
} from '#harness';
import { type Scope, scopes } from '#model';

const known: Readonly<Record<string, Scope>> = scopes;
const recorded = recordedRareStates();

test('each sequence ends at its witness, and no call of it is refused its place', () => {
  const stale = recorded.filter(({ scope, witness, calls }) => {
    const seen = new Seen();
    const setting = { scope: known[scope]!, target: implementation, checks: everything, seen };
    const session = new Session({ ...setting, path: 'mutable', callers: 'lawful' });
    for (const command of traceOf(calls)) {
      if (session.step({ ...command, action: session.bound(command) }) !== undefined) return true;
      if (session.faultsMet < command.faults.length) return true;
    }
    return !(seen.witnesses as ReadonlySet<string>).has(witness);
  });
  expect(stale.map(({ scope, witness }) => `${scope}: ${witness}`)).toEqual([]);
});

test('a search of the scope quota finds those that are recorded, in as many calls', () => {
  const { quota } = scopes;
  expect(findRareStates(quota)).toEqual(recorded.filter(({ scope }) => scope === quota.name));
});

test('every scope that was asked has some, and they mean something in larger scopes', () => {
  const asked = Object.values(ASKED).flat();
  expect(new Set(recorded.map(({ scope }) => scope))).toEqual(
    new Set(asked.map(({ name }) => name)),
  );
  for (const scope of [scopes.small, scopes.medium, scopes.kernel, scopes.guest, scopes.contest]) {
    expect(rareTracesIn(scope).length).toBeGreaterThan(9);
  }
});
