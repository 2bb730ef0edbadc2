/**
 * Does the model keep its own claims in every reachable state of a small scope, and are its two ways
 * of stepping one? Answered by naive exhaustive search, with exact counts: a changed count means the
 * machine changed.
 */

import { expect, test } from 'vitest';
import { reachable } from '#checker';
import { firstDifference, sameState } from '#harness';
import {
  apply,
  copyState,
  format,
  invariants,
  type ModelStep,
  machine,
  type State,
  scopes,
  transitionInvariants,
} from '#model';

const SCOPE = { scope: scopes.tiny, statesMax: 60_000 };

/** A state without its observers, the fields that no step reads. */
function key({ topology: _, ledger, ...state }: State): string {
  const usage = ledger.resources.map(({ rows }) => rows.map(({ max, current }) => [max, current]));
  return JSON.stringify([state, usage]);
}

test('in scope tiny every claim holds in every reachable state, and both ways of stepping agree', () => {
  const broken: string[] = [];
  let searched: State | undefined;
  const visit = ({ before, action, input, outcome, after }: ModelStep): void => {
    const copy = copyState(before);
    const mutable = apply(copy, action, input);
    if (!sameState(copy, after) || firstDifference(mutable, outcome)) broken.push(format(action));
    // Each state is searched from once: that is when its claims are looked at.
    for (const invariant of before === searched ? [] : invariants) {
      if (invariant.violation(before) !== undefined) broken.push(invariant.id);
    }
    searched = before;
    for (const invariant of transitionInvariants) {
      const violation = invariant.violation({ before, action, input, outcome, after });
      if (violation !== undefined) broken.push(`${invariant.id}: ${violation.reason}`);
    }
  };
  const report = reachable(machine, SCOPE.scope, { key, statesMax: SCOPE.statesMax, visit });
  expect(broken).toEqual([]);
  expect(report).toEqual({ states: 5_388, transitions: 117_651, cuts: 2_112, depth: 10 });
});
