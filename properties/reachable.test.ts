/**
 * Does the model keep its own claims in every reachable state of a small scope, and are its two ways
 * of stepping one? Answered by naive exhaustive search, with exact counts: a changed count means the
 * machine changed.
 */

import { expect, test } from 'vitest';
import { reachable } from '#checker';
import { firstDifference, isClaimed, sameState } from '#harness';
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

// A changed count means that the machine changed: say how in the commit that changes it here.
const SCOPES = [
  { scope: scopes.tiny, counts: { states: 1_380, transitions: 51_756, cuts: 150, depth: 9 } },
  { scope: scopes.pair, counts: { states: 536, transitions: 32_638, cuts: 399, depth: 9 } },
  { scope: scopes.mediated, counts: { states: 784, transitions: 8_708, cuts: 0, depth: 13 } },
];

/** A state without its observers, the fields that no step reads. */
function key({ topology: _, ledger, ...state }: State): string {
  const usage = ledger.resources.map(({ rows }) => rows.map(({ max, current }) => [max, current]));
  return JSON.stringify([state, usage]);
}

test.each(SCOPES)(
  'in scope $scope.name every claim holds in every reachable state, and both ways of stepping agree',
  ({ scope, counts }) => {
    const broken: string[] = [];
    let searched: State | undefined;
    const visit = ({ before, action, input, outcome, after }: ModelStep): void => {
      const copy = copyState(before);
      const mutable = apply(copy, action, input);
      if (!sameState(copy, after) || firstDifference(mutable, outcome)) broken.push(format(action));
      // Each state is searched from once: that is when its claims are looked at.
      for (const invariant of before === searched ? [] : invariants) {
        if (
          isClaimed(invariant, scope.profile, 'lawful') &&
          invariant.violation(before) !== undefined
        )
          broken.push(invariant.id);
      }
      searched = before;
      for (const invariant of transitionInvariants) {
        if (!isClaimed(invariant, scope.profile, 'lawful')) continue;
        const violation = invariant.violation({ before, action, input, outcome, after });
        if (violation !== undefined) broken.push(`${invariant.id}: ${violation.reason}`);
      }
    };
    const report = reachable(machine, scope, { key, statesMax: 10_000, visit });
    expect(broken).toEqual([]);
    expect(report).toEqual(counts);
  },
);
