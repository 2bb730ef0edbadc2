/** A machine as it is seen from outside: what an edge does is its label, or cannot be seen at all. */
export interface Automaton {
  /** Index: state, the first of which is the one that every run starts from. */
  readonly edges: readonly (readonly Edge[])[];
}

/** A step from one state to another. */
export interface Edge {
  /** What is seen of it; absent: nothing. */
  readonly label?: string;
  readonly to: number;
}

/** Where an edge is: its state, and its place there. */
export interface EdgeAt {
  readonly from: number;
  readonly at: number;
}

/**
 * The subsets of states between which an observer cannot tell. A subset is closed: it holds what can
 * be reached from it unseen. Subsets have numbers in the order in which they were met.
 */
export class Subsets {
  private readonly automaton: Automaton;
  private readonly members: (readonly number[])[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly after: (ReadonlyMap<string, number> | undefined)[] = [];

  constructor(automaton: Automaton) {
    this.automaton = automaton;
  }

  /** The subset in which every run starts. */
  first(): number {
    return this.numberOf([0]);
  }

  /** For each label that can be seen next, the subset after it; labels in the order of their text. */
  next(subset: number): ReadonlyMap<string, number> {
    return (this.after[subset] ??= this.successors(subset));
  }

  private successors(subset: number): ReadonlyMap<string, number> {
    const targets = new Map<string, number[]>();
    for (const state of this.members[subset]!) {
      for (const { label, to } of this.automaton.edges[state]!) {
        if (label === undefined) continue;
        const known = targets.get(label);
        if (known === undefined) targets.set(label, [to]);
        else known.push(to);
      }
    }
    const labels = [...targets.keys()].sort();
    return new Map(labels.map((label) => [label, this.numberOf(targets.get(label)!)]));
  }

  private numberOf(states: readonly number[]): number {
    const closed = this.closure(states);
    const key = closed.join(' ');
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.members.length;
    this.numbers.set(key, number);
    this.members.push(closed);
    return number;
  }

  private closure(states: readonly number[]): readonly number[] {
    const reached = new Set(states);
    // A set that grows while it is gone through is gone through to its new end.
    for (const state of reached) {
      for (const { label, to } of this.automaton.edges[state]!) {
        if (label === undefined) reached.add(to);
      }
    }
    return [...reached].sort((left, right) => left - right);
  }
}

/** A run that is seen as this word, with as few steps as there can be; nothing if there is none. */
export function runSeenAs({ edges }: Automaton, word: readonly string[]): EdgeAt[] | undefined {
  const states = edges.length;
  /** Key: how much of the word was seen, and the state. How one came there first. */
  const cameBy = new Map<number, { readonly before: number; readonly by: EdgeAt } | undefined>();
  cameBy.set(0, undefined);
  for (const place of cameBy.keys()) {
    const seen = Math.floor(place / states);
    const from = place % states;
    if (seen === word.length) return pathTo(place);
    for (let at = 0; at < edges[from]!.length; at++) {
      const { label, to } = edges[from]![at]!;
      if (label !== undefined && label !== word[seen]) continue;
      const next = (label === undefined ? seen : seen + 1) * states + to;
      if (!cameBy.has(next)) cameBy.set(next, { before: place, by: { from, at } });
    }
  }
  return undefined;

  function pathTo(end: number): EdgeAt[] {
    const run: EdgeAt[] = [];
    for (let came = cameBy.get(end); came !== undefined; came = cameBy.get(came.before)) {
      run.push(came.by);
    }
    return run.reverse();
  }
}
