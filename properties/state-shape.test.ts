/**
 * Does the declared shape hold every state that lawful callers bring about, and lose nothing of it?
 * Answered by random lawful walks, each state of which is packed and unpacked. Unnoticed otherwise:
 * a search that takes two states for one. Where a walk leaves the bounds of its scope, it ends, as
 * a search does.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codecOf } from '#checker';
import { type Action, apply, copyState, machine, type Scope, type State, scopes } from '#model';

const SCOPES = [
  scopes.tiny,
  scopes.pair,
  scopes.vfio,
  scopes.queue,
  scopes.mediated,
  scopes.driver,
  scopes.guest,
  scopes.small,
];
const RUN = { seed: 20250117, runs: 12, steps: 60, scope: SCOPES };

/** A state whose observers are as a search starts them. */
function observedAnew(state: State): State {
  const resources = state.ledger.resources.map((resource) => ({
    ...resource,
    rows: resource.rows.map(({ max, current }) => ({
      max,
      current,
      peak: current,
      events: 0,
      eventsLocal: 0,
    })),
  }));
  return { ...state, ledger: { ...state.ledger, resources } };
}

/** The states of a walk: each draw picks one of the actions that a search would follow. */
function* walk(scope: Scope, draws: readonly number[]): Generator<State> {
  const alphabet = machine.alphabet(scope);
  let state = machine.initial(scope);
  yield state;
  for (const draw of draws) {
    const action = nextFrom(scope, alphabet, state, draw);
    if (action === undefined) return;
    const inputs = [...machine.inputs(state, action)];
    state = copyState(state);
    apply(state, action, inputs[draw % inputs.length]!);
    yield state;
  }
}

function nextFrom(scope: Scope, alphabet: readonly Action[], state: State, draw: number) {
  const actions = alphabet.filter(
    (action) => machine.isEnabled(state, action) && !machine.isPastBound(scope, state, action),
  );
  return actions[draw % actions.length];
}

describe.each(RUN.scope)('in scope $name', (scope) => {
  const codec = codecOf(machine.shape(scope));
  const words = new Int32Array(codec.words);

  test('what is unpacked is what was packed, but for the observers', () => {
    let states = 0;
    const draws = fc.array(fc.nat(), { minLength: RUN.steps, maxLength: RUN.steps });
    const property = fc.property(draws, (drawn) => {
      for (const state of walk(scope, drawn)) {
        codec.encode(state, words, 0);
        const decoded = codec.decode(words, 0);
        expect(decoded).toEqual(observedAnew(state));
        expect(decoded.topology).toBe(state.topology);
        states += 1;
      }
    });
    fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
    expect(states).toBeGreaterThan(RUN.runs * 10);
  });
});
