/**
 * How many states does each small scope have, and does every claim hold in all of them? The explorer
 * answers by fingerprints and word by word, on the packed states and the recorded questions; the
 * naive search answers again on immutable states with JSON keys, trying every fault, where that takes
 * seconds. Together the scopes reach every answer that lawful callers can get. Unnoticed otherwise: a
 * machine that changed, or a search that looks at less than it says.
 */
import { describe, expect, test } from 'vitest';
import { codecOf, explore, MachineSystem, reachable } from '#checker';
import type { Profile } from '#contract';
import { cellsOf, modelSystem } from '#harness';
import { type Action, format, type Input, machine, type Scope, type State, scopes } from '#model';
import { inputsByTrial } from './inputs-by-trial.js';

// A changed count means that the machine changed: say how in the commit that changes it here.
const COUNTS = [
  { name: 'tiny', states: 1_380, transitions: 51_756, cuts: 150, depth: 9 },
  { name: 'pair', states: 536, transitions: 32_638, cuts: 399, depth: 9 },
  { name: 'uneven', states: 380, transitions: 27_470, cuts: 390, depth: 7 },
  { name: 'vfio', states: 3_640, transitions: 58_936, cuts: 0, depth: 16 },
  { name: 'queue', states: 4_716, transitions: 58_134, cuts: 930, depth: 21 },
  { name: 'mediated', states: 784, transitions: 8_708, cuts: 0, depth: 13 },
  { name: 'quota', states: 1_344, transitions: 16_422, cuts: 96, depth: 13 },
  { name: 'driver', states: 1_620, transitions: 169_081, cuts: 908, depth: 12 },
  { name: 'odd', states: 4_848, transitions: 393_826, cuts: 4_992, depth: 11 },
  { name: 'one-guest', states: 808, transitions: 16_468, cuts: 0, depth: 11 },
  { name: 'odd-kernel', states: 784, transitions: 24_914, cuts: 340, depth: 8 },
  { name: 'strangers', states: 1_190, transitions: 17_488, cuts: 1_396, depth: 14 },
  { name: 'two-drivers', states: 825, transitions: 8_450, cuts: 876, depth: 12 },
] as const;

/** Where the claims about steps take too long for a test; `explore --scope odd` checks them. */
const STATES_ONLY: readonly string[] = ['odd'];

/** Scopes of more transitions are searched by fingerprints alone here; `explore --exact` does both. */
const EXACT_TRANSITIONS_MAX = 100_000;

/** The scopes in which a naive search ends within seconds. */
const NAIVE = COUNTS.filter(({ transitions }) => transitions < 57_000);

/** A state without its observers, the fields that no step reads. */
function key({ topology: _, ledger, ...state }: State): string {
  const usage = ledger.resources.map(({ rows }) => rows.map(({ max, current }) => [max, current]));
  return JSON.stringify([state, usage]);
}

/** Whether the fingerprint of a state is the state itself. */
function isOneNumber(scope: Scope): boolean {
  return codecOf(machine.shape(scope)).bits <= 64;
}

const expected = ({ states, transitions, cuts, depth }: (typeof COUNTS)[number]) => ({
  verdict: 'holds',
  complete: true,
  distinct: states,
  generated: transitions + 1,
  cuts,
  depth,
});

/** The answers that the searches below reach, by profile. */
const reached: Record<Profile, Set<string>> = { reference: new Set(), 'linux-6.12': new Set() };

describe.each(COUNTS)('scope $name', (counts) => {
  const scope = scopes[counts.name];

  test('has so many states, and every claim holds in all of them', () => {
    const { system, seen } = modelSystem(
      scope,
      STATES_ONLY.includes(counts.name) ? 'states' : 'all',
    );
    expect(explore(system)).toMatchObject(expected(counts));
    for (const answer of seen.answers()) reached[scope.profile].add(answer);
  });

  // Packed into one number, states are compared exactly in any case; the greatest take too long twice.
  if (isOneNumber(scope) || counts.transitions > EXACT_TRANSITIONS_MAX) return;
  test('has as many where states are compared word by word', () => {
    const claims = { invariants: [], transitionInvariants: [], witnesses: [] };
    const system = new MachineSystem(machine, scope, claims);
    expect(explore(system, { exact: true })).toMatchObject(expected(counts));
  });
});

test.each(['reference', 'linux-6.12'] as const)(
  'of %s, exactly the answers without a warning are reached, each of them in some scope',
  (profile) => {
    // Lawful callers are searched: to be warned takes one that breaks its contract.
    const due = cellsOf(profile).filter(({ answer }) => !answer.endsWith(', with a warning'));
    const names = due.map(({ action, answer }) => `${action} ${answer}`);
    expect([...reached[profile]].sort()).toEqual(names.sort());
  },
);

test.each(NAIVE)('the naive search counts the same in scope $name', ({ name, ...counts }) => {
  const wrong: string[] = [];
  const inputs = (state: State, action: Action): readonly Input[] => {
    const found = [...inputsByTrial(state, action)];
    if (textOf(found) !== textOf(machine.inputs(state, action))) wrong.push(format(action));
    return found;
  };
  const report = reachable({ ...machine, inputs }, scopes[name], { key, statesMax: 10_000 });
  expect(report).toEqual(counts);
  expect(wrong, 'actions whose faults are not those that a trial of each shows').toEqual([]);
});

/** Inputs as a set. */
function textOf(inputs: Iterable<Input>): string {
  return Array.from(inputs, (input) => JSON.stringify(input))
    .sort()
    .join();
}
