/**
 * Is the explorer right? It is held against known answers (the toys, on which five other checkers
 * agree) and against the naive search, in every way it can remember states. Unnoticed otherwise:
 * states that were never looked at, under a verdict that says all were.
 */
import { describe, expect, test } from 'vitest';
import {
  type BrokenClaim,
  explore,
  MachineSystem,
  reachable,
  Search,
  type Sink,
  type System,
  steppingBothWays,
  type Words,
} from '#checker';
import { cachedPool, pool, TOY_SCOPE } from '#toy';

const SIZES = [
  { processes: 1, pasids: 1, quota: 1 },
  { processes: 2, pasids: 3, quota: 1 },
  { processes: 3, pasids: 2, quota: 2 },
  { processes: 2, pasids: 4, quota: 3 },
];
const SMALL = { processes: 2, pasids: 3, quota: 2 };

/** The same states under more words, whose number differs from state to state. */
function padded(system: System<BrokenClaim>, words: number): System<BrokenClaim> {
  const { size } = system;
  const around = (sink: Sink<BrokenClaim>): Sink<BrokenClaim> => {
    const after = new Int32Array(size.words);
    return {
      after,
      emit(length, label) {
        sink.after.set(after);
        const more = words + ((after[0]! >>> 1) % 3);
        sink.after.fill(after[0]!, length, length + more);
        return sink.emit(length + more, label);
      },
      cut: (label) => sink.cut(label),
      violated: (finding, label) => sink.violated(finding, label),
    };
  };
  return {
    size: { words: size.words + words + 2 },
    begin: (sink) => system.begin(around(sink)),
    successors: (state: Words, _length, sink) => system.successors(state, size.words, around(sink)),
  };
}

/** Fixed words, too many for a bitmap or for fingerprints of their own. */
const wide = (system: System<BrokenClaim>): System<BrokenClaim> => {
  const words = 5;
  const narrow = padded(system, 0);
  const fixed = (sink: Sink<BrokenClaim>): Sink<BrokenClaim> => ({
    after: sink.after,
    emit(length, label) {
      sink.after.fill(0, length);
      return sink.emit(words, label);
    },
    cut: (label) => sink.cut(label),
    violated: (finding, label) => sink.violated(finding, label),
  });
  return {
    size: { words, bits: words * 32 },
    begin: (sink) => narrow.begin(fixed(sink)),
    successors: (state, length, sink) => narrow.successors(state, length, fixed(sink)),
  };
};

const WAYS = {
  'as numbers in a bitmap': { exact: false, as: (system: System<BrokenClaim>) => system },
  'by fingerprints': { exact: false, as: wide },
  'by all their words': { exact: true, as: wide },
  'by fingerprints, of any length': {
    exact: false,
    as: (system: System<BrokenClaim>) => padded(system, 60),
  },
  'by all their words, of any length': {
    exact: true,
    as: (system: System<BrokenClaim>) => padded(system, 60),
  },
};

test('the toy has 614,656 states, 4,720,641 generated, 30 levels, as five other checkers say', () => {
  const system = new MachineSystem(pool, TOY_SCOPE);
  expect(explore(system)).toMatchObject({
    verdict: 'holds',
    complete: true,
    distinct: 614_656,
    generated: 4_720_641,
    depth: 30,
    cuts: 0,
    collisionOdds: 0,
  });
  expect(system.unreached()).toEqual([]);
});

describe.each(Object.entries(WAYS))('states remembered %s', (_name, { exact, as }) => {
  test.each(SIZES)('are those of the naive search: $processes, $pasids, $quota', (scope) => {
    const naive = reachable(pool, scope, { key: JSON.stringify, statesMax: 10_000 });
    const found = explore(as(new MachineSystem(pool, scope)), { exact });
    expect(found).toMatchObject({
      complete: true,
      distinct: naive.states,
      generated: naive.transitions + 1,
      depth: naive.depth,
      cuts: naive.cuts,
      queued: 0,
    });
  });

  test('lead to the shortest trace of the defect, which has 5 actions', () => {
    const system = new MachineSystem(cachedPool, TOY_SCOPE);
    const found = explore(as(system), { exact });
    expect(found.verdict).toBe('violated');
    const trace = system.traceTo(found.violation!);
    expect(trace.map(({ action }) => action)).toEqual([
      { kind: 'alloc', process: 1 },
      { kind: 'alloc', process: 1 },
      { kind: 'alloc', process: 2 },
      { kind: 'free', pasid: 2 },
      { kind: 'alloc', process: 1 },
    ]);
    expect(found.violation!.finding.violation.reason).toBe('process 1 holds 3');
  });

  test('each have a path that leads to them', () => {
    const system = new MachineSystem(cachedPool, { ...SMALL, quota: 9 });
    const search = new Search(as(system), { exact });
    while (search.advance(100));
    const { distinct } = search.counts();
    const reached = new Set<string>();
    for (let index = 0; index < distinct; index++) {
      const last = system.replay(search.pathTo(index)).at(-1);
      reached.add(JSON.stringify(last?.after));
    }
    expect(reached.size).toBe(distinct);
    expect(distinct).toBe(
      reachable(cachedPool, { ...SMALL, quota: 9 }, { key: JSON.stringify, statesMax: 10_000 })
        .states,
    );
  });
});

test('the odds of a collision are the pairs of states over 2^64', () => {
  const { collisionOdds, distinct } = explore(wide(new MachineSystem(pool, SMALL)));
  expect(collisionOdds).toBe((distinct * (distinct - 1)) / 2 ** 65);
});

describe('a search that does not come to its end is undecided and says what was done', () => {
  test('when memory is short, and it does not take more', () => {
    const memoryBytes = 3_000_000;
    const found = explore(wide(new MachineSystem(pool, TOY_SCOPE)), { memoryBytes });
    expect(found).toMatchObject({ verdict: 'undecided', complete: false, stoppedBy: 'memory' });
    expect(found.bytes).toBeLessThanOrEqual(memoryBytes);
    expect(found.distinct).toBeGreaterThan(10_000);
  });

  test('when it is interrupted', () => {
    const search = new Search(new MachineSystem(pool, TOY_SCOPE));
    expect(search.advance(1000)).toBe(true);
    expect(search.report()).toMatchObject({ verdict: 'undecided', stoppedBy: 'interruption' });
    expect(search.counts().queued).toBe(search.counts().distinct - 1000);
  });

  test('when it is not to look deeper: what was looked at is proven', () => {
    const system = new MachineSystem(cachedPool, TOY_SCOPE);
    expect(explore(system, { depthMax: 5 })).toMatchObject({ verdict: 'violated', depth: 6 });
    const found = explore(system, { depthMax: 4 });
    expect(found).toMatchObject({ verdict: 'undecided', stoppedBy: 'depth', depth: 5 });
  });
});

test('the size of slices changes nothing', () => {
  const whole = explore(new MachineSystem(pool, SMALL));
  const sliced = new Search(new MachineSystem(pool, SMALL));
  while (sliced.advance(1));
  expect(sliced.report()).toEqual(whole);
});

describe('both ways of stepping are one', () => {
  test.each([pool, cachedPool])('in each toy', (machine) => {
    const both = steppingBothWays<never, never, null, 'done', typeof SMALL>(
      machine as never,
      SMALL,
    );
    const found = explore(new MachineSystem(both, SMALL, { invariants: [] }));
    expect(found).toMatchObject({ complete: true });
  });

  test('and a machine that steps otherwise, or copies too little, is found', () => {
    const run = (changed: Partial<typeof pool>): void => {
      const machine = { ...pool, ...changed };
      explore(new MachineSystem(steppingBothWays(machine, SMALL), SMALL));
    };
    expect(() => run({ apply: () => 'done' })).toThrow(/expected both ways to lead to one state/);
    expect(() => run({ copy: (state) => ({ ...state }) })).toThrow(/expected a copy of its own/);
  });
});
