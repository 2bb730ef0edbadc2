import { BEYOND, type Graph } from '../explore/transitions.js';

/**
 * Which fair action, with its arguments, the transition of a label is a call of; -1: of none. Such an
 * action is not put off for ever while it can be called. That it is refused, or meets a fault, does
 * not matter: it was called.
 */
export interface Fairness {
  /** How many fair actions there are, with their arguments. */
  readonly count: number;
  of(label: number): number;
}

/**
 * Whether a run can stay in these states for ever, going round in them or doing nothing, and be fair:
 * each fair action cannot be called in some of them, or is called on the way from one to another.
 * They are strongly connected. A call that a bound cut off could be made, but is not made here.
 */
export function isFair(
  { starts, targets, labels }: Graph,
  fairness: Fairness,
  states: Int32Array,
  isIn: (state: number) => boolean,
): boolean {
  const callable = new Int32Array(fairness.count);
  const lastIn = new Int32Array(fairness.count).fill(-1);
  const isCalled = new Uint8Array(fairness.count);
  for (const state of states) {
    for (let transition = starts[state]!; transition < starts[state + 1]!; transition++) {
      const action = fairness.of(labels[transition]!);
      if (action < 0) continue;
      if (lastIn[action] !== state) {
        lastIn[action] = state;
        callable[action]! += 1;
      }
      const target = targets[transition]!;
      if (target !== BEYOND && isIn(target)) isCalled[action] = 1;
    }
  }
  return callable.every((count, action) => count < states.length || isCalled[action] === 1);
}

/** A walk that is being looked for: where it is, and which fair actions it still owes. */
interface Walk {
  readonly state: number;
  readonly owed: ReadonlySet<number>;
  readonly before: Walk | undefined;
  readonly label: number;
}

/**
 * The shortest fair way round from a state to itself through states that are strongly connected and
 * fair: in each of them some fair actions cannot be called, others are called on the way.
 */
export function fairLoop(
  graph: Graph,
  fairness: Fairness,
  home: number,
  isIn: (state: number) => boolean,
): readonly number[] {
  const { starts, targets, labels } = graph;
  const first: Walk = { state: home, owed: callableIn(home), before: undefined, label: -1 };
  const seen = new Set([keyOf(first)]);
  const queue = [first];
  for (const walk of queue) {
    if (walk.state === home && walk.owed.size === 0) return labelsOf(walk);
    for (let at = starts[walk.state]!; at < starts[walk.state + 1]!; at++) {
      const state = targets[at]!;
      if (state === BEYOND || !isIn(state)) continue;
      const label = labels[at]!;
      const callable = callableIn(state);
      const owed = [...walk.owed].filter(
        (action) => callable.has(action) && action !== fairness.of(label),
      );
      const next: Walk = { state, owed: new Set(owed), before: walk, label };
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  throw new Error('checker: expected a fair way round, saw none');

  function callableIn(state: number): ReadonlySet<number> {
    const callable = new Set<number>();
    for (let at = starts[state]!; at < starts[state + 1]!; at++) {
      const action = fairness.of(labels[at]!);
      if (action >= 0) callable.add(action);
    }
    return callable;
  }
}

/** What makes two walks alike. Actions leave a set and never enter it, so its order is fixed. */
function keyOf({ state, owed }: Walk): string {
  return [state, ...owed].join();
}

function labelsOf(end: Walk): number[] {
  const found: number[] = [];
  for (let walk = end; walk.before !== undefined; walk = walk.before) found.push(walk.label);
  return found.reverse();
}
