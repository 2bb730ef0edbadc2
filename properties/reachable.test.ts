/**
 * Does the model keep its own claims in every reachable state of a small scope, and are its two ways
 * of stepping one? Answered by naive exhaustive search, with exact counts: a changed count means the
 * machine changed.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { reachable } from '#checker';
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
  const visit = ({ before, action, input, outcome, after }: ModelStep): void => {
    const copy = copyState(before);
    const mutable = apply(copy, action, input);
    if (!isDeepStrictEqual([mutable, copy], [outcome, after])) broken.push(format(action));
    for (const invariant of invariants) {
      if (invariant.violation(after) !== undefined) broken.push(invariant.id);
    }
    for (const invariant of transitionInvariants) {
      const violation = invariant.violation({ before, action, input, outcome, after });
      if (violation !== undefined) broken.push(`${invariant.id}: ${violation.reason}`);
    }
  };
  const report = reachable(machine, SCOPE.scope, { key, statesMax: SCOPE.statesMax, visit });
  expect(broken).toEqual([]);
  expect(report).toEqual({ states: 5_388, transitions: 117_651, cuts: 2_112, depth: 10 });
});
