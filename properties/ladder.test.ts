/**
 * Are the rungs in which the shortest failing sequence is looked for growing scopes, and does the last
 * one of each profile have every kind of action? Unnoticed otherwise: a certificate that says nothing
 * of some action, or a rung that was cut to fit a trace.
 */
import { describe, expect, test } from 'vitest';
import { POLICIES, type Profile } from '#contract';
import { cellsOf } from '#harness';
import { ladder, machine, type Scope } from '#model';

const profiles = Object.keys(POLICIES) as Profile[];

function sizeOf(scope: Scope): number {
  return machine.alphabet(scope).length;
}

test('each rung has more actions than the one below it', () => {
  const sizes = ladder().map(sizeOf);
  expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
});

describe.each(profiles)('of profile %s', (profile) => {
  test('the rungs are those of the whole ladder, in its order', () => {
    expect(ladder(profile)).toEqual(ladder().filter((scope) => scope.profile === profile));
  });

  test('the last rung has every kind of action', () => {
    const kinds = new Set(machine.alphabet(ladder(profile).at(-1)!).map(({ kind }) => kind));
    const missing = cellsOf(profile).filter(({ action }) => !kinds.has(action as never));
    expect(missing).toEqual([]);
  });
});
