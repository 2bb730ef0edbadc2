import type { Liveness } from '#declaration';
import type { MachineSystem } from '../explore/machine-system.js';
import type { Search } from '../explore/search.js';
import type { Graph } from '../explore/transitions.js';
import { decideCanReach } from './can-reach.js';
import type { Decision, Lasso } from './decision.js';
import type { Fairness } from './fairness.js';
import { decideLeadsTo } from './leads-to.js';
import { type MarksBySubject, marksOf } from './marks.js';

/** A run on which what must come for a subject never comes. */
export interface Missed {
  readonly subject: number;
  readonly lasso: Lasso;
}

/**
 * What came of a claim, over all its subjects: the sums of their numbers, so that a state counts once
 * for each, and the worst verdict.
 */
export interface LivenessVerdict extends Omit<Decision, 'lasso'> {
  readonly claim: string;
  readonly subjects: number;
  /** Whether its antecedent was reached; if not, it was decided in vain. */
  readonly isReached: boolean;
  /** The shortest run that refutes it: by its stem, then by its loop, then by its subject. */
  readonly missed?: Missed;
}

/** Decides claims about runs on the graph of a search that has come to its end and kept it. */
export function decideLiveness<State, Action extends { readonly kind: string }, I, O, Scope, F>(
  system: MachineSystem<State, Action, I, O, Scope>,
  search: Search<F>,
  claims: readonly Liveness<State>[],
): readonly LivenessVerdict[] {
  const graph = search.graph();
  const unreached = system.unreached();
  const marked = marksOf(system, search, claims);
  return claims.map((claim, at) => {
    const fair = fairActions(system.alphabet, claim);
    const fairness: Fairness = {
      count: fair.size,
      of: (label) => fair.get(system.actionOf(label)) ?? -1,
    };
    const isReached = !unreached.includes(claim.antecedent);
    return { claim: claim.id, isReached, ...decided(claim, graph, marked[at]!, fairness) };
  });
}

/** The numbers in the alphabet of the actions that the claim takes to be fair, numbered anew. */
function fairActions<State, Action extends { readonly kind: string }>(
  alphabet: readonly Action[],
  { fairness }: Liveness<State>,
): ReadonlyMap<number, number> {
  const fair = [...alphabet.keys()].filter((index) => fairness.includes(alphabet[index]!.kind));
  return new Map(fair.map((index, order) => [index, order]));
}

function decided<State>(
  { mode }: Liveness<State>,
  graph: Graph,
  marked: MarksBySubject,
  fairness: Fairness,
): Omit<LivenessVerdict, 'claim' | 'isReached'> {
  const total = { due: 0, waiting: 0, components: 0, farthest: 0, cut: 0 };
  const verdicts = new Set<Decision['verdict']>();
  let missed: Missed | undefined;
  for (const [subject, marks] of marked) {
    const { verdict, lasso, ...counts } =
      mode === 'leads-to' ? decideLeadsTo(graph, marks, fairness) : decideCanReach(graph, marks);
    verdicts.add(verdict);
    total.due += counts.due;
    total.waiting += counts.waiting;
    total.components += counts.components;
    total.farthest = Math.max(total.farthest, counts.farthest);
    total.cut += counts.cut;
    if (lasso !== undefined && (missed === undefined || isShorter(lasso, missed.lasso))) {
      missed = { subject, lasso };
    }
  }
  const worst = (['violated', 'undecided'] as const).find((verdict) => verdicts.has(verdict));
  const verdict = { verdict: worst ?? 'holds', subjects: marked.size, ...total } as const;
  return missed === undefined ? verdict : { ...verdict, missed };
}

function isShorter(one: Lasso, other: Lasso): boolean {
  if (one.stem.length !== other.stem.length) return one.stem.length < other.stem.length;
  return (one.loop?.length ?? 0) < (other.loop?.length ?? 0);
}
