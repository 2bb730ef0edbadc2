/**
 * How many states does each small scope have, and does every claim hold in all of them? The explorer
 * answers by fingerprints and word by word, on the packed states and the recorded questions; the
 * naive search of `reachable.test.ts` answers again. Together the scopes reach every answer that lawful
 * callers can get. Unnoticed otherwise: a machine that changed, or a search that looks at less than it
 * says.
 */
import { describe, expect, test } from 'vitest';
import { codecOf, explore, MachineSystem } from '#checker';
import type { Profile } from '#contract';
import { cellsOf, modelSystem } from '#harness';
import { machine, type Scope, scopes } from '#model';
import { SCOPE_COUNTS } from './scope-counts.js';

/** Where the claims about steps take too long for a test; `explore --scope odd` checks them. */
const STATES_ONLY: readonly string[] = ['odd'];

/** Scopes of more transitions are searched by fingerprints alone here; `explore --exact` does both. */
const EXACT_TRANSITIONS_MAX = 100_000;

/** Whether the fingerprint of a state is the state itself. */
function isOneNumber(scope: Scope): boolean {
  return codecOf(machine.shape(scope)).bits <= 64;
}

const expected = ({ states, transitions, cuts, depth }: (typeof SCOPE_COUNTS)[number]) => ({
  verdict: 'holds',
  complete: true,
  distinct: states,
  generated: transitions + 1,
  cuts,
  depth,
});

/** The answers that the searches below reach, by profile. */
const reached: Record<Profile, Set<string>> = { reference: new Set(), 'linux-6.12': new Set() };

describe.each(SCOPE_COUNTS)('scope $name', (counts) => {
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
