/** A transition between states that are called by name; without `to` it leads beyond a bound. */
export interface NaiveStep {
  readonly to?: string;
  /** Which call it is. */
  readonly label: number;
}

/** A graph as plain maps, with what a claim says of each state. */
export interface NaiveGraph {
  readonly first: string;
  readonly steps: ReadonlyMap<string, readonly NaiveStep[]>;
  readonly isOpen: (state: string) => boolean;
  readonly isDue: (state: string) => boolean;
  /** Which fair action a call is; undefined: none. */
  readonly fairOf: (label: number) => string | undefined;
}

/** What the definitions say, read off literally. */
export interface NaiveVerdict {
  readonly verdict: 'holds' | 'violated' | 'undecided';
  readonly due: number;
  readonly waiting: number;
  /** The length of the shortest way to a state from which what must come need not come. */
  readonly stem?: number;
}

/** Everything that can be reached from some states by steps into states that are let in. */
function closure(
  { steps }: NaiveGraph,
  from: readonly string[],
  isIn: (state: string) => boolean,
): Set<string> {
  const found = new Set(from);
  for (const state of found) {
    for (const { to } of steps.get(state)!) if (to !== undefined && isIn(to)) found.add(to);
  }
  return found;
}

/** Leads-to: is there a waiting state with a fair walk back to itself, through open states alone? */
export function naiveLeadsTo(graph: NaiveGraph): NaiveVerdict {
  const due = [...graph.steps.keys()].filter(graph.isDue);
  const waiting = closure(graph, due, graph.isOpen);
  const ends = new Set([...waiting].filter((state) => shortestRound(graph, state) !== undefined));
  const counts = { due: due.length, waiting: waiting.size };
  if (ends.size > 0) return { verdict: 'violated', ...counts, stem: shortestWay(graph, ends) };
  return { verdict: isCut(graph, waiting) ? 'undecided' : 'holds', ...counts };
}

/** Can-reach: from which due states is there no way to one that is not open? */
export function naiveCanReach(graph: NaiveGraph): NaiveVerdict {
  const due = [...graph.steps.keys()].filter(graph.isDue);
  const stuck = due.filter((state) => !isGoalAhead(graph, state));
  const lost = stuck.filter(
    (state) =>
      !isCut(
        graph,
        closure(graph, [state], () => true),
      ),
  );
  const counts = { due: due.length, waiting: stuck.length };
  if (lost.length > 0) {
    return { verdict: 'violated', ...counts, stem: shortestWay(graph, new Set(lost)) };
  }
  return { verdict: stuck.length > 0 ? 'undecided' : 'holds', ...counts };
}

function isGoalAhead({ steps, isOpen }: NaiveGraph, from: string): boolean {
  const found = new Set([from]);
  for (const state of found) {
    if (!isOpen(state)) return true;
    for (const { to } of steps.get(state)!) if (to !== undefined) found.add(to);
  }
  return false;
}

function isCut({ steps }: NaiveGraph, states: ReadonlySet<string>): boolean {
  return [...states].some((state) => steps.get(state)!.some(({ to }) => to === undefined));
}

/** The fair actions that can be called in a state. */
function callable({ steps, fairOf }: NaiveGraph, state: string): readonly string[] {
  const fair = steps.get(state)!.map(({ label }) => fairOf(label));
  return [...new Set(fair.filter((action) => action !== undefined))].sort();
}

/**
 * The length of the shortest walk through open states from a state back to it, on which each fair
 * action is called or cannot be called somewhere; undefined: there is none.
 */
export function shortestRound(graph: NaiveGraph, home: string): number | undefined {
  let level = [{ state: home, owed: callable(graph, home) }];
  const seen = new Set(level.map((walk) => JSON.stringify(walk)));
  for (let length = 0; level.length > 0; length++) {
    if (level.some(({ state, owed }) => state === home && owed.length === 0)) return length;
    level = level.flatMap(({ state, owed }) =>
      graph.steps.get(state)!.flatMap(({ to, label }) => {
        if (to === undefined || !graph.isOpen(to)) return [];
        const could = callable(graph, to);
        const left = owed.filter((action) => could.includes(action));
        const walk = { state: to, owed: left.filter((action) => action !== graph.fairOf(label)) };
        const key = JSON.stringify(walk);
        if (seen.has(key)) return [];
        seen.add(key);
        return [walk];
      }),
    );
  }
  return undefined;
}

/** The length of the shortest way to one of these, due somewhere and open from there on. */
function shortestWay(graph: NaiveGraph, ends: ReadonlySet<string>): number {
  const isDueAt = graph.isDue;
  let before = new Set([graph.first]);
  let waiting = new Set<string>();
  for (let length = 0; ; length++) {
    for (const state of before) if (isDueAt(state)) waiting.add(state);
    if ([...waiting].some((state) => ends.has(state))) return length;
    const after = (states: ReadonlySet<string>): string[] =>
      [...states].flatMap((state) => graph.steps.get(state)!.flatMap(({ to }) => to ?? []));
    // Levels are sets of all states that so many steps lead to, so they may hold one more than once.
    [before, waiting] = [new Set(after(before)), new Set(after(waiting).filter(graph.isOpen))];
  }
}
