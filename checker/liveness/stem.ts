import { BEYOND, type Graph } from '../explore/transitions.js';
import { DUE, type Lasso, OPEN } from './decision.js';

/** Marks of a node, a state together with whether it has become due. */
const UNREACHED = -1;
/** The first state, which no transition leads to. */
const ROOT = -2;

/**
 * The shortest way from the first state to an end, on which the claim begins to speak somewhere and
 * what must come does not come from there on; it is known that there is one. Each state is looked at
 * twice: before anything is due, and while it waits.
 */
export function stemTo(
  { states, starts, targets, labels }: Graph,
  marks: Uint8Array,
  isEnd: (state: number) => boolean,
): Pick<Lasso, 'stem' | 'dueAfter'> & { readonly end: number } {
  // Node: the state, and `states` more once it waits. The transition that leads there, and from where.
  const by = new Int32Array(2 * states).fill(UNREACHED);
  const from = new Int32Array(2 * states);
  const queue = new Int32Array(2 * states);
  let queued = 0;
  const reach = (state: number, isWaiting: boolean, source: number, transition: number): void => {
    const node = isWaiting ? state + states : state;
    if (by[node] === UNREACHED) {
      by[node] = transition;
      from[node] = source;
      queue[queued] = node;
      queued += 1;
    }
    // To become due takes no step.
    if (!isWaiting && (marks[state]! & DUE) !== 0) reach(state, true, source, transition);
  };

  reach(0, false, ROOT, ROOT);
  for (let at = 0; at < queued; at++) {
    const node = queue[at]!;
    const isWaiting = node >= states;
    const state = isWaiting ? node - states : node;
    if (isWaiting && isEnd(state)) return wayTo(node);
    for (let transition = starts[state]!; transition < starts[state + 1]!; transition++) {
      const target = targets[transition]!;
      if (target === BEYOND || (isWaiting && (marks[target]! & OPEN) === 0)) continue;
      reach(target, isWaiting, node, transition);
    }
  }
  throw new Error('checker: expected a way to a state that waits for ever, saw none');

  function wayTo(end: number): ReturnType<typeof stemTo> {
    const stem: number[] = [];
    let waited = 0;
    for (let node = end; by[node]! >= 0; node = from[node]!) {
      stem.push(labels[by[node]!]!);
      if (from[node]! >= states) waited += 1;
    }
    return { stem: stem.reverse(), dueAfter: stem.length - waited, end: end - states };
  }
}
