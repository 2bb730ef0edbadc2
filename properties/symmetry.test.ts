/**
 * Are states that a search takes for one really one? Each class has one representative whatever its
 * things are numbered; renaming commutes with every step, answers and cuts included; the classes are
 * counted again by trying every renumbering of every state; and paths through classes are made again
 * as traces. Unnoticed otherwise: states that no search looked at, under a verdict that says all were,
 * because the machine told apart what is declared alike.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BrokenClaim,
  codecOf,
  explore,
  MachineSystem,
  Search,
  type Sink,
  Symmetry,
  type Words,
} from '#checker';
import { defineSort, type Explorable, shape } from '#declaration';
import { modelSystem } from '#harness';
import { FLIPS, machine, type Scope, scopes, underPolicy } from '#model';
import { cachedPool, pool, TOY_SCOPE } from '#toy';

/** What leads random walks and renumberings. */
const RUN = { seed: 1, runs: 25, scope: 'each of MACHINES' };

/** The scopes of the model that have like things, and how many classes a search of each finds. */
const COUNTS = [
  { name: 'tiny', classes: 756, transitions: 28_344, renumberings: 8 },
  { name: 'vfio', classes: 1_072, transitions: 15_666, renumberings: 4 },
  { name: 'queue', classes: 672, transitions: 8_202, renumberings: 32 },
  { name: 'mediated', classes: 260, transitions: 3_012, renumberings: 8 },
  { name: 'driver', classes: 594, transitions: 67_905, renumberings: 4 },
  { name: 'one-guest', classes: 480, transitions: 8_904, renumberings: 4 },
] as const;

/** Scopes whose every renumbering of every state is tried. */
const TRIED = COUNTS.filter(({ name }) => name !== 'driver');

/** A machine in one scope, whatever its types are. */
type Alike = ReturnType<typeof alike>;

const MACHINES: Readonly<Record<string, Alike>> = {
  toy: alike(pool, TOY_SCOPE),
  'toy-bug': alike(cachedPool, TOY_SCOPE),
  ...Object.fromEntries(COUNTS.map(({ name }) => [name, alike(machine, scopes[name])])),
  contest: alike(machine, scopes.contest),
  'odd-kernel': alike(machine, scopes['odd-kernel']),
};

/** The switches under which a PASID that is free, or comes back, is told apart by its number. */
const ID_TELLING = [
  'attachBy: anyone',
  'freeAttached: at-once',
  'reuse: immediate',
  'reuse: after-quarantine',
  'idChoice: lowest',
];

/** The random walks and renumberings that the relations below are held against. */
function alike<State, Action, Input, Outcome, Scope>(
  of: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
) {
  const codec = codecOf(of.shape(scope));
  const symmetry = new Symmetry(of.shape(scope), codec.words);
  const steps = (state: State) =>
    of.alphabet(scope).flatMap((action) => {
      if (!of.isEnabled(state, action)) return [];
      if (of.isPastBound(scope, state, action)) return [{ outcome: 'cut', after: state }];
      return [...of.inputs(state, action)].map((input) => {
        const after = of.copy(state);
        const { kind, errno } = Object(of.apply(after, action, input));
        return { outcome: `${kind} ${errno}`, after };
      });
    });
  const renumbered = (state: State, to: Int32Array): State => {
    const words = new Int32Array(codec.words);
    symmetry.renumber(state, to, words);
    return codec.decode(words, 0);
  };
  /** Where a walk leads that takes the step of each number. */
  const walked = (choices: readonly number[]): State => {
    let state = of.initial(scope);
    for (const choice of choices) {
      const due = of
        .alphabet(scope)
        .filter((action) => of.isEnabled(state, action) && !of.isPastBound(scope, state, action));
      const action = due[choice % due.length];
      if (action === undefined) break;
      const inputs = [...of.inputs(state, action)];
      const after = of.copy(state);
      of.apply(after, action, inputs[Math.floor(choice / due.length) % inputs.length]!);
      state = after;
    }
    return state;
  };
  return {
    /** What a walk and a renumbering of where it leads represent, with the steps from both. */
    compare: (choices: readonly number[], order: readonly number[]) => {
      const state = walked(choices);
      const other = renumbered(state, placesBy(symmetry, order));
      const lookOf = (from: State) => ({
        representative: symmetry.classOf(from),
        steps: steps(from)
          .map(({ outcome, after }) => `${outcome} ${symmetry.classOf(after).join()}`)
          .sort(),
      });
      return [lookOf(state), lookOf(other)] as const;
    },
    symmetry,
  };
}

/** A renumbering: the things of each block in the order of such numbers. */
function placesBy({ blocks }: Pick<Alike['symmetry'], 'blocks'>, order: readonly number[]) {
  const to: number[] = [];
  for (const { first, length } of blocks) {
    const places = Array.from({ length }, (_, place) => first + place);
    to.push(...places.sort((a, b) => order[a % order.length]! - order[b % order.length]! || a - b));
  }
  return Int32Array.from(to);
}

describe.each(Object.entries(MACHINES))('%s', (_name, { compare }) => {
  test('a state and every renumbering of it have one representative, and steps to the same classes', () => {
    const numbers = (length: number) => fc.array(fc.nat(), { minLength: length, maxLength: 40 });
    fc.assert(
      fc.property(numbers(0), numbers(1), (choices, order) => {
        const [one, other] = compare(choices, order);
        expect(other).toEqual(one);
      }),
      { seed: RUN.seed, numRuns: RUN.runs },
    );
  });
});

test('PASIDs keep their numbers under the switches that tell them apart, and under no other', () => {
  const fixed = FLIPS.filter(({ policy }) => {
    const { symmetry } = alike(machine, underPolicy(scopes['many-shares'], policy));
    return symmetry.sorts.some(({ name, fixed: why }) => name === 'pasid' && why !== undefined);
  });
  expect(fixed.map(({ name }) => name).sort()).toEqual([...ID_TELLING].sort());
});

test('a machine that tells apart what it declares alike is found', () => {
  const wrong: typeof cachedPool = {
    ...cachedPool,
    shape(scope) {
      const names = [{ sort: defineSort('pasid', scope.pasids, {}), first: 0 }];
      const owner = shape.integer(0, scope.processes);
      return shape.record({
        scope: shape.constant(scope),
        owner: shape.array(scope.pasids, owner, names),
        freed: shape.sequence(shape.integer(0, scope.pasids - 1, names), scope.pasids),
        next: shape.integer(0, scope.pasids),
      });
    },
  };
  const { compare } = alike(wrong, TOY_SCOPE);
  // One PASID is out, and by its new number it is not the first.
  const [one, other] = compare([0], [1, 0, 2, 3, 4]);
  expect(other.representative).toEqual(one.representative);
  expect(other.steps).not.toEqual(one.steps);
});

describe('the toy', () => {
  test('has 1,070 classes, 9,861 generated, as three other checkers say', () => {
    const system = new MachineSystem(pool, TOY_SCOPE, { symmetry: true });
    expect(explore(system)).toMatchObject({
      verdict: 'holds',
      complete: true,
      distinct: 1_070,
      generated: 9_861,
    });
    // Whoever may have one that is free may have any, so all states of a class can be reached.
    expect(system.states).toBe(614_656);
  });

  test('with the defect breaks its claim after 5 actions, by a trace of states', () => {
    const system = new MachineSystem(cachedPool, TOY_SCOPE, { symmetry: true });
    const { violation } = explore(system);
    const trace = system.traceTo(violation!);
    // Which of the processes it is depends on the representatives.
    expect(trace.map(({ action }) => action.kind)).toEqual([
      'alloc',
      'alloc',
      'alloc',
      'free',
      'alloc',
    ]);
    expect(system.brokenAtEnd(trace)?.violation.reason).toMatch(/^process [1-4] holds 3$/);
  });
});

describe.each(COUNTS)('scope $name', ({ name, classes, transitions, renumberings }) => {
  const scope = scopes[name];

  test('has so many classes, what is claimed of states holds in all of them, and traces lead there', () => {
    const { system } = modelSystem(scope, 'states', true);
    const search = new Search(system);
    while (search.advance(Number.MAX_SAFE_INTEGER));
    expect(system.symmetry?.renumberings).toBe(renumberings);
    expect(search.report()).toMatchObject({
      verdict: 'holds',
      complete: true,
      distinct: classes,
      generated: transitions + 1,
    });
    for (let index = 0; index < classes; index += 97) {
      const after = system.replay(search.pathTo(index)).at(-1)?.after;
      const words = system.symmetry!.classOf(after ?? machine.initial(scope));
      expect(search.isReached(words, words.length)).toBe(true);
    }
  });
});

test('a scope of millions of states has 1,216 classes', () => {
  const { system } = modelSystem(scopes['many-shares'], 'states', true);
  expect(explore(system)).toMatchObject({ verdict: 'holds', complete: true, distinct: 1_216 });
  // As many as Spin finds (`npm run bench:explore`).
  expect(system.states).toBe(3_378_240);
});

test('classes reach what states reach, and every claim holds in them', () => {
  const [every, classes] = [false, true].map((symmetry) => {
    const { system, seen } = modelSystem(scopes.mediated, 'all', symmetry);
    const { verdict } = explore(system);
    return { verdict, unreached: system.unreached(), answers: [...seen.answers()].sort() };
  });
  expect(classes).toEqual(every);
});

test.each(TRIED)('every renumbering of every state says the same: $name', ({ name, classes }) => {
  const { codec, states } = statesOf(scopes[name]);
  const symmetry = new Symmetry(machine.shape(scopes[name]), codec.words);
  const every = renumberingsOf(symmetry);
  const least = new Set<string>();
  const renumbered = new Int32Array(codec.words);
  for (const words of states) {
    const state = codec.decode(words, 0);
    const texts = every.map((to) => {
      symmetry.renumber(state, to, renumbered);
      return textOf(renumbered);
    });
    least.add(texts.reduce((a, b) => (a < b ? a : b)));
  }
  expect(least.size).toBe(classes);
});

/** The words of every state of a scope, by a search that knows of no symmetry. */
function statesOf(scope: Scope) {
  const none = { invariants: [], transitionInvariants: [], witnesses: [] };
  const system = new MachineSystem(machine, scope, none);
  const states: Words[] = [];
  const noting = (sink: Sink<BrokenClaim>): Sink<BrokenClaim> => ({
    after: sink.after,
    emit(length, label) {
      const isNew = sink.emit(length, label);
      if (isNew) states.push(sink.after.slice());
      return isNew;
    },
    cut: (label) => sink.cut(label),
    violated: (finding, label) => sink.violated(finding, label),
  });
  const { complete } = explore({
    size: system.size,
    begin: (sink: Sink<BrokenClaim>) => system.begin(noting(sink)),
    successors: (words, length, sink) => system.successors(words, length, noting(sink)),
  });
  expect(complete).toBe(true);
  return { codec: system.codec, states };
}

function textOf(words: Words): string {
  return String.fromCharCode(...new Uint16Array(words.buffer));
}

/** Every renumbering there is. */
function renumberingsOf({ blocks }: Pick<Alike['symmetry'], 'blocks'>): Int32Array[] {
  let every: number[][] = [[]];
  for (const { first, length } of blocks) {
    const places = Array.from({ length }, (_, place) => first + place);
    every = every.flatMap((before) => ordersOf(places).map((order) => [...before, ...order]));
  }
  return every.map((to) => Int32Array.from(to));
}

function ordersOf(places: readonly number[]): number[][] {
  if (places.length === 0) return [[]];
  return places.flatMap((place) =>
    ordersOf(places.filter((other) => other !== place)).map((rest) => [place, ...rest]),
  );
}
