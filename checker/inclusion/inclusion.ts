import { type Automaton, type EdgeAt, runSeenAs, Subsets } from './automaton.js';

/** Whether all that is seen of one automaton can be seen of another, too. */
export type Inclusion =
  | { readonly verdict: 'holds'; readonly pairs: number }
  | {
      readonly verdict: 'refuted';
      readonly pairs: number;
      /** What is seen of the one alone. No shorter word tells the two apart. */
      readonly word: readonly string[];
      /** A shortest run of the one that is seen so. */
      readonly run: readonly EdgeAt[];
    }
  /** There were more pairs of subsets than were to be looked at. */
  | { readonly verdict: 'undecided'; readonly pairs: number };

/**
 * Decides whether every word of `one` is a word of `other`. Every state may be the last of a run, so
 * a word is one of `other` as long as some run is left there that is seen so: the pairs of subsets in
 * which both can be after a word are searched breadth-first until `other` has none.
 */
export function inclusion(
  one: Automaton,
  other: Automaton,
  { pairsMax }: { readonly pairsMax: number },
): Inclusion {
  const [ones, others] = [new Subsets(one), new Subsets(other)];
  const pairs: Pair[] = [{ of: ones.first(), against: others.first() }];
  const known = new Set([keyOf(pairs[0]!)]);
  // A list that grows while it is gone through is gone through to its new end.
  for (const pair of pairs) {
    const answers = others.next(pair.against);
    for (const [label, of] of ones.next(pair.of)) {
      const against = answers.get(label);
      const next: Pair = { of, against: against ?? 0, came: { before: pair, label } };
      if (against === undefined) {
        const word = wordOf(next);
        return { verdict: 'refuted', pairs: pairs.length, word, run: runSeenAs(one, word)! };
      }
      const key = keyOf(next);
      if (known.has(key)) continue;
      if (pairs.length === pairsMax) return { verdict: 'undecided', pairs: pairs.length };
      known.add(key);
      pairs.push(next);
    }
  }
  return { verdict: 'holds', pairs: pairs.length };
}

/** The subsets in which the two can be after one word. */
interface Pair {
  readonly of: number;
  readonly against: number;
  /** Absent: nothing was seen so far. */
  readonly came?: { readonly before: Pair; readonly label: string };
}

const keyOf = ({ of, against }: Pair): string => `${of} ${against}`;

function wordOf(last: Pair): readonly string[] {
  const word: string[] = [];
  for (let { came } = last; came !== undefined; { came } = came.before) word.push(came.label);
  return word.reverse();
}
