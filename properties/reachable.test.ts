/**
 * Does the model keep its own claims in every reachable state of a small scope, are its two ways of
 * stepping one, and does each call meet the faults that a trial of every fault shows? Answered by naive
 * exhaustive search on immutable states with JSON keys, which counts what the explorer counts.
 */

import { expect, test } from 'vitest';
import { reachable } from '#checker';
import { firstDifference, isClaimed, sameState } from '#harness';
import {
  type Action,
  apply,
  copyState,
  format,
  type Input,
  invariants,
  type ModelStep,
  machine,
  type Scope,
  type State,
  scopes,
  transitionInvariants,
} from '#model';
import { inputsByTrial } from './inputs-by-trial.js';
import { SCOPE_COUNTS } from './scope-counts.js';

/** Of more transitions a naive search takes longer than seconds. */
const NAIVE_TRANSITIONS_MAX = 57_000;
const NAIVE = SCOPE_COUNTS.filter(({ transitions }) => transitions < NAIVE_TRANSITIONS_MAX);

/** The scopes in which each step is looked at from all sides, which takes as long again. */
const LOOKED_AT: readonly string[] = ['tiny', 'pair', 'mediated'];

/** A state without its observers, the fields that no step reads. */
function key({ topology: _, ledger, ...state }: State): string {
  const usage = ledger.resources.map(({ rows }) => rows.map(({ max, current }) => [max, current]));
  return JSON.stringify([state, usage]);
}

/** The naive search; it notes the actions whose faults are not those that a trial of each shows. */
function searched(scope: Scope, wrong: string[], visit: (step: ModelStep) => void) {
  const inputs = (state: State, action: Action): readonly Input[] => {
    const found = [...inputsByTrial(state, action)];
    if (textOf(found) !== textOf(machine.inputs(state, action))) wrong.push(format(action));
    return found;
  };
  return reachable({ ...machine, inputs }, scope, { key, statesMax: 10_000, visit });
}

/** Inputs as a set. */
function textOf(inputs: Iterable<Input>): string {
  return Array.from(inputs, (input) => JSON.stringify(input))
    .sort()
    .join();
}

test.each(NAIVE)(
  'scope $name has so many states, and every call in them the faults of its trials',
  ({ name, ...counts }) => {
    const wrong: string[] = [];
    const broken = new Set<string>();
    const visit = LOOKED_AT.includes(name) ? looksAt(scopes[name], broken) : () => undefined;
    expect(searched(scopes[name], wrong, visit)).toEqual(counts);
    expect(wrong).toEqual([]);
    expect([...broken]).toEqual([]);
  },
);

test('some of these scopes are looked at from all sides', () => {
  expect(NAIVE.map(({ name }) => name)).toEqual(expect.arrayContaining([...LOOKED_AT]));
});

/** Notes the claims that are broken, and the actions that the mutable way of stepping decides otherwise. */
function looksAt(scope: Scope, broken: Set<string>): (step: ModelStep) => void {
  const isDue = (claim: Parameters<typeof isClaimed>[0]) =>
    isClaimed(claim, scope.profile, 'lawful');
  const [ofStates, ofSteps] = [invariants.filter(isDue), transitionInvariants.filter(isDue)];
  let last: State | undefined;
  return ({ before, action, input, outcome, after }) => {
    const copy = copyState(before);
    const mutable = apply(copy, action, input);
    if (!sameState(copy, after) || firstDifference(mutable, outcome)) broken.add(format(action));
    // Each state is searched from once: that is when its claims are looked at.
    for (const claim of before === last ? [] : ofStates) {
      if (claim.violation(before) !== undefined) broken.add(claim.id);
    }
    last = before;
    for (const claim of ofSteps) {
      const violation = claim.violation({ before, action, input, outcome, after });
      if (violation !== undefined) broken.add(`${claim.id}: ${violation.reason}`);
    }
  };
}
