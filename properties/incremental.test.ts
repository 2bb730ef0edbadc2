/**
 * Does incremental checking see what full checking sees? Asked of transitions of a small scope, of
 * random runs of the implementation and of a sample of the seeded defects (all: `npm run test:long`),
 * and of what the command line prints. A check that is left out where it would have failed would go
 * unnoticed everywhere else, as everything else then says that all is well.
 */
import { describe, expect, test } from 'vitest';
import { reachable } from '#checker';
import {
  everything,
  Incremental,
  implementation,
  isClaimed,
  runUnit,
  sameState,
  seededDefects,
  sharedState,
  unitOf,
} from '#harness';
import {
  copyState,
  initialState,
  invariants,
  type ModelStep,
  machine,
  type State,
  scopes,
  transitionInvariants,
} from '#model';
import { runsOf, storyOf } from './run-story.js';
import { say } from './terminal.js';

const RUN = {
  seed: 20261122,
  unit: 0,
  runs: 3,
  defectOneIn: 40,
  scope: scopes.mediated,
  transitionOneIn: 9,
};

const sample = seededDefects.filter((_, index) => index % RUN.defectOneIn === 0);

const { topology } = scopes.small;
/** As many processes as make a scope vast, few enough to be looked at after every step. */
const vast = {
  ...scopes.small,
  topology: { ...topology, processes: 100, mms: 100, files: 100, svaHandles: 100 },
};

const { profile } = RUN.scope;
const ofStates = invariants.filter((claim) => isClaimed(claim, profile, 'lawful'));
const ofSteps = transitionInvariants.filter((claim) => isClaimed(claim, profile, 'lawful'));

/** The answers that a claim about steps is tried with: the right one, and two that mostly are not. */
function outcomesFor({ outcome }: ModelStep): readonly ModelStep['outcome'][] {
  return [outcome, { kind: 'done' }, { kind: 'refused', errno: 'EPERM' }];
}

test('on transitions from every state of a small scope, with right answers and wrong ones, both ways say the same', () => {
  const differing: string[] = [];
  const initial = initialState(RUN.scope.topology);
  let met = 0;
  const visit = (made: ModelStep): void => {
    // Eleven are made from a state on average: one of nine leaves out few.
    met += 1;
    if (met % RUN.transitionOneIn !== 0) return;
    const { before } = made;
    const after: State = copyState(made.after);
    const shared = sharedState(before, after);
    if (!sameState(shared, after)) differing.push('sharing');
    for (const claim of ofSteps) {
      for (const outcome of outcomesFor(made)) {
        const full = claim.violation({ ...made, outcome, after });
        const incremental = claim.violation({ ...made, outcome, after: shared });
        if (full?.reason !== incremental?.reason) differing.push(claim.id);
      }
    }
    const incremental = new Incremental(ofStates, RUN.scope, copyState(before));
    incremental.brokenClaim(initial, before);
    const broken = incremental.brokenClaim(before, shared);
    const full = ofStates.find((claim) => claim.violation(after) !== undefined);
    if (broken?.claim.id !== full?.id) differing.push(full?.id ?? 'nothing is broken');
    // The recipe runs once more on the state before it: what it asks for is all that it can write to.
    const copy = copyState(before);
    const model = new Incremental([], RUN.scope, copy);
    model.agree(copy, before);
    model.stepModel(made.action, made.input);
    if (!model.agree(copy, after) || !sameState(copy, after)) differing.push('comparison');
  };
  // Without observers, which no step reads: with them the states of a scope never end.
  const key = ({ topology: _, ledger, ...state }: State): string =>
    JSON.stringify([state, ledger.resources.map(({ rows }) => rows.map(({ current }) => current))]);
  reachable(machine, RUN.scope, { key, statesMax: 10_000, visit });
  expect(differing).toEqual([]);
});

describe('random runs tell the same story, incrementally checked and in full', () => {
  test.each([scopes.small, scopes.kernel])('in scope $name', (scope) => {
    for (const callers of ['lawful', 'sloppy'] as const) {
      const told = { target: implementation, scope, callers, seed: RUN.seed, runs: RUN.runs };
      const full = storyOf({ ...told, path: 'mutable' });
      expect(storyOf({ ...told, path: 'incremental' })).toEqual(full);
    }
  });

  test.each(sample)('of $name, up to the same failure', (defect) => {
    const { seed, runs } = RUN;
    const told = { target: defect, scope: scopes.small, callers: 'lawful', seed, runs } as const;
    const full = storyOf({ ...told, path: 'mutable' });
    expect(storyOf({ ...told, path: 'incremental' })).toEqual(full);
  });
});

describe('where thousands may live, runs end as they do with a look after every step', () => {
  const { seed, runs } = RUN;
  const told = { scope: vast, callers: 'lawful', seed, runs } as const;

  test.each([implementation, ...sample])('of $name', (target) => {
    const full = runsOf({ ...told, target, path: 'mutable' });
    expect(runsOf({ ...told, target, path: 'incremental' })).toEqual(full);
  });

  test('but for what is put right again between two looks', () => {
    const target = seededDefects.find(({ name }) => name === 'uncharges-before-drain')!;
    const healing = { ...told, target, seed: 5, runs: 4 };
    const full = runsOf({ ...healing, path: 'mutable' });
    const seldom = runsOf({ ...healing, path: 'incremental' });
    expect(full.at(-1)!.failure).toBeDefined();
    expect(seldom[full.length - 1]!.failure).toBeUndefined();
  });
});

test('what is found is shrunk to the same commands', () => {
  const found = (['incremental', 'mutable'] as const).map((path) => {
    const setting = { target: sample[0]!, checks: everything, path, callers: 'lawful' } as const;
    return runUnit(unitOf(RUN.unit, scopes.small), RUN.seed, setting).found;
  });
  expect(found[0]?.run.failure).toBeDefined();
  expect(found[0]).toEqual(found[1]);
});

test('a command prints the same bytes whichever way it checks', async () => {
  const answers = await Promise.all(
    (['incremental', 'mutable', 'readable'] as const).map((path) =>
      say('fuzz', '--runs', '4', '--scope', 'small', '--json', '--path', path),
    ),
  );
  expect(new Set(answers.map(({ out }) => out)).size).toBe(1);
});
