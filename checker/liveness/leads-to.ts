import { BEYOND, type Graph } from '../explore/transitions.js';
import { componentsOf } from './components.js';
import { type Decision, DUE, OPEN } from './decision.js';
import { type Fairness, fairLoop, isFair } from './fairness.js';
import { stemTo } from './stem.js';

/**
 * Whether on every fair run what must come comes, wherever it became due. A run may stop at any time
 * and do nothing more, unless that puts a fair action off for ever.
 *
 * It does not if some component of the states that wait can be stayed in for ever. Where no such
 * component is found, but some run leaves the bounds while it waits, nothing is known.
 */
export function decideLeadsTo(graph: Graph, marks: Uint8Array, fairness: Fairness): Decision {
  const { isWaiting, due, waiting, cut } = waitingStates(graph, marks);
  const components = componentsOf(graph, isWaiting);
  const isKept = new Uint8Array(components.count);
  let kept = 0;
  for (let component = 0; component < components.count; component++) {
    const states = components.statesOf(component);
    if (!isFair(graph, fairness, states, (state) => components.of[state] === component)) continue;
    isKept[component] = 1;
    kept += 1;
  }
  const counts = { due, waiting, components: components.count, farthest: 0, cut };
  if (kept === 0) return { verdict: cut > 0 ? 'undecided' : 'holds', ...counts };

  const isEnd = (state: number): boolean => isKept[components.of[state]!] === 1;
  const { end, ...stem } = stemTo(graph, marks, isEnd);
  const loop = fairLoop(
    graph,
    fairness,
    end,
    (state) => components.of[state] === components.of[end],
  );
  return { verdict: 'violated', ...counts, lasso: { ...stem, loop } };
}

/** The states that can be reached from one that is due without coming to one that is not open. */
function waitingStates({ states, starts, targets }: Graph, marks: Uint8Array) {
  const isWaiting = new Uint8Array(states);
  const queue = new Int32Array(states);
  let waiting = 0;
  let cut = 0;
  const wait = (state: number): void => {
    if (isWaiting[state] === 1) return;
    isWaiting[state] = 1;
    queue[waiting] = state;
    waiting += 1;
  };
  for (let state = 0; state < states; state++) if ((marks[state]! & DUE) !== 0) wait(state);
  const due = waiting;
  for (let at = 0; at < waiting; at++) {
    const state = queue[at]!;
    let isCut = false;
    for (let transition = starts[state]!; transition < starts[state + 1]!; transition++) {
      const target = targets[transition]!;
      if (target === BEYOND) isCut = true;
      else if ((marks[target]! & OPEN) !== 0) wait(target);
    }
    if (isCut) cut += 1;
  }
  return { isWaiting, due, waiting, cut };
}
