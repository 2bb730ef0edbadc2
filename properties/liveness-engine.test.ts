/**
 * Does the engine decide what must come as its definition says? It is asked about random small graphs
 * with cut transitions and several fair calls, and a naive decision on plain maps, which looks for a
 * fair way round from every waiting state, answers again; so it does for two scopes of the machine.
 * Unnoticed otherwise: a run that waits for ever and is missed, or one that is not fair and is shown.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DUE,
  decideCanReach,
  decideLeadsTo,
  type Graph,
  type Lasso,
  OPEN,
  Search,
  type System,
} from '#checker';
import { type NaiveGraph, naiveCanReach, naiveLeadsTo, shortestRound } from './naive-liveness.js';

const RUN = { seed: 1, runs: 1500, scope: 'up to 6 states, 14 transitions, 5 calls' };

const STATES = 6;
/** Calls 0 to 2 are of fair actions: 0 and 1 two outcomes of one, 2 of another. */
const FAIR = [0, 0, 1, -1, -1] as const;
const fairness = { count: 2, of: (label: number) => FAIR[label]! };

/** A transition; -1: it is cut off. */
interface Drawn {
  readonly from: number;
  readonly to: number;
  readonly label: number;
}

const drawn = fc.record({
  steps: fc.array(
    fc.record({
      from: fc.nat(STATES - 1),
      to: fc.oneof({ weight: 9, arbitrary: fc.nat(STATES - 1) }, fc.constant(-1)),
      label: fc.nat(FAIR.length - 1),
    }),
    { maxLength: 14, size: 'max' },
  ),
  open: fc.array(fc.boolean(), { minLength: STATES, maxLength: STATES }),
  due: fc.array(fc.boolean(), { minLength: STATES, maxLength: STATES }),
});

/** The graph that a search keeps of the drawn one, and which state has which number in it. */
function explored(steps: readonly Drawn[]): { graph: Graph; names: readonly number[] } {
  const system: System<never> = {
    size: { words: 1, bits: 3 },
    begin: (sink) => {
      sink.after[0] = 0;
      sink.emit(1, 0);
    },
    successors: (words, _length, sink) => {
      for (const { to, label } of steps.filter(({ from }) => from === words[0])) {
        if (to < 0) sink.cut(label);
        sink.after[0] = to;
        if (to >= 0) sink.emit(1, label);
      }
    },
  };
  const search = new Search(system, { keepsGraph: true });
  while (search.advance(1));
  const words = new Int32Array(1);
  const names = Array.from({ length: search.counts().distinct }, (_, index) => {
    search.read(index, words);
    return words[0]!;
  });
  return { graph: search.graph(), names };
}

/** The same for the naive decision. */
function naive(
  steps: readonly Drawn[],
  names: readonly number[],
  { isOpen, isDue }: Pick<NaiveGraph, 'isOpen' | 'isDue'>,
): NaiveGraph {
  const stepsOf = (name: number) =>
    steps
      .filter(({ from }) => from === name)
      .map(({ to, label }) => (to < 0 ? { label } : { to: `${to}`, label }));
  return {
    first: '0',
    steps: new Map(names.map((name) => [`${name}`, stepsOf(name)])),
    isOpen,
    isDue,
    fairOf: (label) => (FAIR[label]! < 0 ? undefined : `${FAIR[label]!}`),
  };
}

/** The states that some labels lead through; of like labels the one is taken that can go on. */
function statesOn({ steps }: NaiveGraph, from: readonly string[], labels: readonly number[]) {
  let at = new Set(from);
  for (const label of labels) {
    const next = [...at].flatMap((state) =>
      steps.get(state)!.flatMap((step) => (step.label === label ? (step.to ?? []) : [])),
    );
    at = new Set(next);
  }
  return at;
}

const asked = (states: readonly boolean[]) => (state: string) => states[Number(state)]!;

describe.each([
  { mode: 'leads-to', decide: decideLeadsTo, again: naiveLeadsTo },
  { mode: 'can-reach', decide: decideCanReach, again: naiveCanReach },
])('$mode', ({ decide, again }) => {
  test('is decided as the definition says, with the shortest stem and loop', () => {
    const verdicts = new Map<string, number>();
    fc.assert(
      fc.property(drawn, ({ steps, open, due }) => {
        const { graph, names } = explored(steps);
        const isOpen = asked(open);
        const isDue = (state: string): boolean => isOpen(state) && asked(due)(state);
        const plain = naive(steps, names, { isOpen, isDue });
        const marks = Uint8Array.from(names, (name) =>
          isDue(`${name}`) ? OPEN | DUE : isOpen(`${name}`) ? OPEN : 0,
        );
        const { lasso, verdict, due: dueStates, waiting } = decide(graph, marks, fairness);
        const { stem, ...expected } = again(plain);
        expect({ verdict, due: dueStates, waiting }).toEqual(expected);
        expect(lasso?.stem.length).toBe(stem);
        if (lasso !== undefined) isRun(plain, lasso);
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      }),
      { seed: RUN.seed, numRuns: RUN.runs },
    );
    // Each verdict was asked for often enough.
    for (const verdict of ['holds', 'violated', 'undecided']) {
      expect(verdicts.get(verdict), verdict).toBeGreaterThan(RUN.runs / 50);
    }
  });
});

test('a search gives its graph at its end, if it was to keep it, and counts its bytes', () => {
  const states = 100_000;
  const system = chain(states);
  const kept = new Search(system, { keepsGraph: true });
  expect(kept.advance(10)).toBe(true);
  expect(() => kept.graph()).toThrow(/expected a search to its end that keeps its graph/);
  while (kept.advance(states));
  expect(kept.graph()).toMatchObject({ states });

  const other = new Search(system);
  while (other.advance(states));
  expect(() => other.graph()).toThrow(/keeps its graph/);
  const { bytes } = kept.report();
  const less = new Search(system, { keepsGraph: true, memoryBytes: bytes - 1 });
  while (less.advance(states));
  expect(less.report()).toMatchObject({ verdict: 'undecided', stoppedBy: 'memory' });
});

/** So many states, each with one way on. */
function chain(states: number): System<never> {
  return {
    size: { words: 1, bits: 32 },
    begin: (sink) => {
      sink.after[0] = 0;
      sink.emit(1, 0);
    },
    successors: (words, _length, sink) => {
      sink.after[0] = (words[0]! + 1) % states;
      sink.emit(1, 0);
    },
  };
}

/** Its labels can be followed, and its loop is as short as can be for where it begins. */
function isRun(graph: NaiveGraph, { stem, loop }: Lasso): void {
  const ends = [...statesOn(graph, [graph.first], stem)];
  expect(ends).not.toEqual([]);
  if (loop === undefined) return;
  const rounds = ends.filter((end) => statesOn(graph, [end], loop).has(end));
  expect(rounds.map((end) => shortestRound(graph, end))).toContain(loop.length);
}
