import type { Liveness } from '#declaration';
import type { MachineSystem } from '../explore/machine-system.js';
import type { Search } from '../explore/search.js';
import { DUE, OPEN } from './decision.js';

/** What a claim says of one subject: the marks of each state, by its number in the graph. */
export type MarksBySubject = ReadonlyMap<number, Uint8Array>;

/**
 * For each claim the subjects that it speaks of in some state, in rising order, with their marks. The
 * states are looked at twice, because what was open for a subject is asked also where no claim speaks
 * of it yet.
 */
export function marksOf<State, Action, Input, Outcome, Scope, Finding>(
  system: MachineSystem<State, Action, Input, Outcome, Scope>,
  search: Search<Finding>,
  claims: readonly Liveness<State>[],
): readonly MarksBySubject[] {
  const { distinct } = search.counts();
  const words = new Int32Array(system.codec.words);
  const stateAt = (index: number): State => {
    search.read(index, words);
    return system.codec.decode(words, 0);
  };

  const subjects = claims.map(() => new Set<number>());
  for (let index = 0; index < distinct; index++) {
    const state = stateAt(index);
    for (const [at, claim] of claims.entries()) {
      for (const subject of claim.subjects(state)) subjects[at]!.add(subject);
    }
  }
  const marked = subjects.map(
    (found) =>
      new Map(
        [...found]
          .sort((left, right) => left - right)
          .map((subject) => [subject, new Uint8Array(distinct)]),
      ),
  );
  for (let index = 0; index < distinct; index++) {
    const state = stateAt(index);
    for (const [at, claim] of claims.entries()) {
      for (const [subject, marks] of marked[at]!) marks[index] = markOf(claim, state, subject);
    }
  }
  return marked;
}

function markOf<State>(claim: Liveness<State>, state: State, subject: number): number {
  if (claim.goal(state, subject)) return 0;
  const isDue = claim.subjects(state).includes(subject) && claim.from(state, subject);
  return isDue ? OPEN | DUE : OPEN;
}
