/**
 * Does the machine stand on its feet under every policy, one decision at a time and by design? Random
 * walks ask each claim, witness and liveness of each step: whatever they say, they have to say it. A
 * search to the end says that every state of a flipped machine has its shape. Unnoticed otherwise: a
 * switch under which a step or a claim throws, and one whose states do not fit.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore, MachineSystem } from '#checker';
import { DESIGNS } from '#contract';
import { firstDifference, sameState } from '#harness';
import {
  apply,
  copyState,
  FLIPS,
  invariants,
  liveness,
  type ModelStep,
  machine,
  type Scope,
  scopes,
  transitionInvariants,
  underPolicy,
  witnesses,
} from '#model';

// Every action has its place in one of the scopes.
const RUN = {
  seed: 1,
  runs: 4,
  steps: 50,
  scope: [scopes.guest, scopes.contest, scopes.queue, scopes.driver, scopes.small],
};

const policies = [
  ...FLIPS.map(({ name, policy }) => ({ name, policy })),
  ...Object.entries(DESIGNS).map(([name, policy]) => ({ name, policy })),
];

/** The draws decide which of the enabled actions comes next, and which of its inputs it meets. */
function walk(scope: Scope, draws: readonly number[], visit: (step: ModelStep) => void): void {
  let state = machine.initial(scope);
  for (const draw of draws) {
    const before = state;
    const enabled = machine
      .alphabet(scope)
      .filter(
        (action) =>
          machine.isEnabled(before, action) && !machine.isPastBound(scope, before, action),
      );
    const action = enabled[draw % enabled.length];
    if (action === undefined) return;
    const inputs = [...machine.inputs(state, action)];
    const input = inputs[Math.floor(draw / enabled.length) % inputs.length]!;
    const { state: after, outcome } = machine.step(state, action, input);
    visit({ before: state, action, input, outcome, after });
    state = after;
  }
}

/** Asks everything that is claimed of the machine, under whatever profile; the answers do not matter. */
function askAll(step: ModelStep): void {
  for (const invariant of invariants) invariant.violation(step.after);
  for (const invariant of transitionInvariants) invariant.violation(step);
  for (const witness of witnesses) witness.reached(step);
  for (const claim of liveness) {
    for (const subject of claim.subjects(step.after)) {
      claim.from(step.after, subject);
      claim.goal(step.after, subject);
    }
  }
}

describe.each(policies)('under $name', ({ policy }) => {
  test('every step of a walk is one, and every claim has an answer', () => {
    const draws = fc.array(fc.nat(), { minLength: RUN.steps, maxLength: RUN.steps });
    const property = fc.property(fc.constantFrom(...RUN.scope), draws, (scope, drawn) => {
      walk(underPolicy(scope, policy), drawn, (step) => {
        const { before, action, input, outcome, after } = step;
        expect(outcome.kind).not.toBe('illegal');
        const copy = copyState(before);
        expect(firstDifference(apply(copy, action, input), outcome)).toBeUndefined();
        expect(sameState(copy, after)).toBe(true);
        askAll(step);
      });
    });
    fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
  });

  test('a search of a small scope comes to its end', () => {
    const claims = { invariants: [], transitionInvariants: [], witnesses: [] };
    const flipped = underPolicy(scopes.mediated, policy);
    const { complete } = explore(new MachineSystem(machine, flipped, claims));
    expect(complete).toBe(true);
  });
});
