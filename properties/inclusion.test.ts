/**
 * Is trace inclusion decided rightly? Asked of automata whose words are known, of random small ones
 * that are decided a second time by listing every word, and of the toys. Unnoticed otherwise: two
 * designs that are called equal because nobody looked at the trace that only one of them has.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Automaton, inclusion, runSeenAs, seenFromOutside } from '#checker';
import { cachedPool, pool } from '#toy';

const RUN = { seed: 1, runs: 1000, scope: 'up to 4 states, 2 labels' };
const PAIRS_MAX = 1000;
const HIDDEN = '';

/** An automaton from its edges in a row: `0 a 1` is seen as a, `0 - 1` is not seen. */
function automaton(...texts: readonly string[]): Automaton {
  const rows = texts.map((text) => text.split(' ') as [string, string, string]);
  const states = 1 + Math.max(0, ...rows.flatMap(([from, , to]) => [Number(from), Number(to)]));
  return {
    edges: Array.from({ length: states }, (_, state) =>
      rows
        .filter(([from]) => Number(from) === state)
        .map(([, label, to]) => ({ ...(label === '-' ? {} : { label }), to: Number(to) })),
    ),
  };
}

const decided = (one: Automaton, other: Automaton) =>
  inclusion(one, other, { pairsMax: PAIRS_MAX });

const once = automaton('0 a 1');
const twice = automaton('0 a 1', '1 a 2');
const forEver = automaton('0 a 0');

describe('of automata whose words are known', () => {
  test.each([
    { name: 'a word that ends earlier', one: once, other: twice },
    { name: 'a word that never ends', one: twice, other: forEver },
    { name: 'nothing at all', one: automaton(), other: once },
    { name: 'what is hidden', one: automaton('0 - 1', '1 a 2', '2 - 0'), other: forEver },
    {
      name: 'a choice made early, though not every run is left afterwards',
      one: automaton('0 a 1', '1 b 2', '1 c 3'),
      other: automaton('0 a 1', '0 a 2', '1 b 3', '2 c 4'),
    },
  ])('$name is included', ({ one, other }) => {
    expect(decided(one, other).verdict).toBe('holds');
  });

  test.each([
    { name: 'a longer word', one: twice, other: once, word: ['a', 'a'] },
    { name: 'another word', one: automaton('0 b 0'), other: forEver, word: ['b'] },
    {
      name: 'the shorter of two words',
      one: automaton('0 a 1', '1 a 2', '2 c 3', '0 b 4', '4 d 5'),
      other: automaton('0 a 1', '1 a 2', '0 b 4'),
      word: ['b', 'd'],
    },
    {
      name: 'a word whose run is hidden in part',
      one: automaton('0 - 1', '1 - 2', '2 a 3', '0 - 4', '4 a 5', '5 a 5'),
      other: once,
      word: ['a', 'a'],
    },
  ])('$name is not, and the word is the shortest', ({ one, other, word }) => {
    const found = decided(one, other);
    expect(found).toMatchObject({ verdict: 'refuted', word });
    const run = found.verdict === 'refuted' ? found.run : [];
    const labels = run.map(({ from, at }) => one.edges[from]![at]!.label);
    expect(labels.filter((label) => label !== undefined)).toEqual(word);
  });

  test('a run has as few steps as its word allows', () => {
    const around = automaton('0 - 1', '1 - 2', '2 a 3', '0 - 4', '4 a 5');
    expect(runSeenAs(around, ['a'])).toHaveLength(2);
    expect(runSeenAs(around, ['a', 'a'])).toBeUndefined();
  });

  test('more pairs than were to be looked at leave it undecided', () => {
    expect(inclusion(twice, forEver, { pairsMax: 2 })).toEqual({ verdict: 'undecided', pairs: 2 });
    expect(inclusion(twice, forEver, { pairsMax: 3 })).toEqual({ verdict: 'holds', pairs: 3 });
  });
});

describe(`of random automata, decided again by listing every word: ${RUN.scope}`, () => {
  const STATES = 4;
  const state = fc.nat(STATES - 1);
  const edge = fc.tuple(state, fc.constantFrom('a', 'b', HIDDEN), state);
  const arbitrary = fc.array(edge, { maxLength: 8 }).map(
    (rows): Automaton => ({
      edges: Array.from({ length: STATES }, (_, from) =>
        rows
          .filter(([of]) => of === from)
          .map(([, label, to]) => ({ ...(label === HIDDEN ? {} : { label }), to })),
      ),
    }),
  );

  /** The states after a word, found by going every way there is. */
  function after(of: Automaton, word: readonly string[]): Set<number> {
    const reached = new Set<string>();
    const go = (at: number, seen: number): void => {
      const place = `${at} ${seen}`;
      if (reached.has(place)) return;
      reached.add(place);
      for (const { label, to } of of.edges[at]!) {
        if (label === undefined) go(to, seen);
        else if (label === word[seen]) go(to, seen + 1);
      }
    };
    go(0, 0);
    const ends = [...reached].filter((place) => place.endsWith(` ${word.length}`));
    return new Set(ends.map((place) => Number.parseInt(place, 10)));
  }

  /** Every word of so many letters. */
  const wordsOf = (length: number): string[][] =>
    length === 0
      ? [[]]
      : wordsOf(length - 1).flatMap((word) => [
          [...word, 'a'],
          [...word, 'b'],
        ]);

  const LENGTHS = 6;

  test('the shortest word that only one has, and that there is none, are the same', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (one, other) => {
        const words = Array.from({ length: LENGTHS + 1 }, (_, length) => wordsOf(length)).flat();
        const first = words.find(
          (word) => after(one, word).size > 0 && after(other, word).size === 0,
        );
        const found = decided(one, other);
        const word = found.verdict === 'refuted' ? found.word : undefined;
        // A word longer than those that were listed is looked at by itself.
        const isListed = word === undefined || word.length <= LENGTHS;
        const expected = isListed ? first : [...word];
        expect([word, first === undefined || isListed]).toEqual([expected, true]);
        const isOfOneAlone =
          word === undefined || (after(one, word).size > 0 && after(other, word).size === 0);
        expect(isOfOneAlone).toBe(true);
      }),
      { seed: RUN.seed, numRuns: RUN.runs },
    );
  });
});

describe('of the toys', () => {
  const SCOPE = { processes: 2, pasids: 3, quota: 2 };
  const owners = ({ owner }: { readonly owner: readonly number[] }): string => owner.join();
  const [kept, broken] = [
    seenFromOutside(pool, SCOPE, ({ after }) => owners(after), { statesMax: 1000 }),
    seenFromOutside(cachedPool, SCOPE, ({ after }) => owners(after), { statesMax: 1000 }),
  ];

  test('all that is seen of the pool with the defect, but for the broken quota, is seen of both', () => {
    const found = decided(broken.automaton, kept.automaton);
    if (found.verdict !== 'refuted') throw new Error(`expected refuted, saw ${found.verdict}`);
    const trace = broken.replay(found.run);
    expect(trace.map(({ after }) => owners(after))).toEqual(found.word);
    const last = trace.at(-1)!.after.owner;
    expect(last.filter((process) => process === 1).length).toBe(3);
    expect(kept.complete && broken.complete).toBe(true);
  });

  test('the pool that takes any PASID shows what one that takes the next does not', () => {
    expect(decided(kept.automaton, broken.automaton)).toMatchObject({ word: ['0,0,1'] });
  });
});
