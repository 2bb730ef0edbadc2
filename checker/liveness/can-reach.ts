import { BEYOND, type Graph } from '../explore/transitions.js';
import { type Decision, DUE, OPEN } from './decision.js';
import { stemTo } from './stem.js';

const NEVER = -1;

/**
 * Whether from every state in which it is due, some run comes to what must come. It does not if from
 * one of them no run does; where one could only do so beyond the bounds, nothing is known.
 */
export function decideCanReach(graph: Graph, marks: Uint8Array): Decision {
  const { states, starts, targets } = graph;
  const sources = sourcesOf(graph);
  const toGoal = stepsTo(graph, sources, (state) => (marks[state]! & OPEN) === 0);
  const toCut = stepsTo(graph, sources, (state) => {
    return targets.subarray(starts[state], starts[state + 1]).includes(BEYOND);
  });

  let [due, waiting, farthest, cut] = [0, 0, 0, 0];
  for (let state = 0; state < states; state++) {
    if ((marks[state]! & DUE) === 0) continue;
    due += 1;
    farthest = Math.max(farthest, toGoal[state]!);
    if (toGoal[state] !== NEVER) continue;
    waiting += 1;
    if (toCut[state] !== NEVER) cut += 1;
  }
  const counts = { due, waiting, components: 0, farthest, cut };
  if (waiting === cut) return { verdict: cut > 0 ? 'undecided' : 'holds', ...counts };

  const isLost = (state: number): boolean => toGoal[state] === NEVER && toCut[state] === NEVER;
  const { stem, dueAfter } = stemTo(
    graph,
    marks,
    (state) => isLost(state) && (marks[state]! & DUE) !== 0,
  );
  return { verdict: 'violated', ...counts, lasso: { stem, dueAfter } };
}

/** Where the transitions into each state come from, in rows as those of the graph. */
interface Sources {
  readonly starts: Uint32Array;
  readonly states: Uint32Array;
}

function sourcesOf({ states, starts, targets }: Graph): Sources {
  const ends = new Uint32Array(states + 1);
  for (const target of targets) if (target !== BEYOND) ends[target + 1]! += 1;
  for (let state = 0; state < states; state++) ends[state + 1]! += ends[state]!;
  const found = new Uint32Array(ends[states]!);
  const next = ends.slice();
  for (let state = 0; state < states; state++) {
    for (let transition = starts[state]!; transition < starts[state + 1]!; transition++) {
      const target = targets[transition]!;
      if (target === BEYOND) continue;
      found[next[target]!] = state;
      next[target]! += 1;
    }
  }
  return { starts: ends, states: found };
}

/** For each state the least number of steps to one of those asked for; -1: no way leads there. */
function stepsTo(
  { states }: Graph,
  sources: Sources,
  isAskedFor: (state: number) => boolean,
): Int32Array {
  const steps = new Int32Array(states).fill(NEVER);
  const queue = new Int32Array(states);
  let queued = 0;
  for (let state = 0; state < states; state++) {
    if (!isAskedFor(state)) continue;
    steps[state] = 0;
    queue[queued] = state;
    queued += 1;
  }
  for (let at = 0; at < queued; at++) {
    const state = queue[at]!;
    for (let index = sources.starts[state]!; index < sources.starts[state + 1]!; index++) {
      const source = sources.states[index]!;
      if (steps[source] !== NEVER) continue;
      steps[source] = steps[state]! + 1;
      queue[queued] = source;
      queued += 1;
    }
  }
  return steps;
}
