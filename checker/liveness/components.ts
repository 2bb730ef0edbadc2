import { BEYOND, type Graph } from '../explore/transitions.js';

/** Not visited, or not part of what is looked at. */
const NONE = -1;

/** The strongly connected components of a part of a graph. */
export interface Components {
  readonly count: number;
  /** Index: state. The number of its component, or -1 outside of the part. */
  readonly of: Int32Array;
  /** The states of a component. */
  statesOf(component: number): Int32Array;
}

/** The components of the states that `isIn` marks. */
export function componentsOf(graph: Graph, isIn: Uint8Array): Components {
  const walk = new Walk(graph, isIn);
  for (let root = 0; root < graph.states; root++) if (isIn[root] === 1) walk.from(root);
  return walk;
}

/** Tarjan's algorithm. The way down is kept in arrays: graphs are deeper than a call stack. */
class Walk implements Components {
  readonly of: Int32Array;
  private readonly graph: Graph;
  private readonly isIn: Uint8Array;
  private readonly order: Int32Array;
  private readonly low: Int32Array;
  /** Index: state. The transition to follow next. */
  private readonly next: Uint32Array;
  private readonly path: Int32Array;
  private depth = 0;
  /** Visited states that are in no component yet. */
  private readonly open: Int32Array;
  private opened = 0;
  private visited = 0;
  /** The states of one component after the other, and where each begins. */
  private readonly members: Int32Array;
  private readonly firsts: number[] = [0];
  private closed = 0;

  constructor(graph: Graph, isIn: Uint8Array) {
    const { states } = graph;
    this.graph = graph;
    this.isIn = isIn;
    this.of = new Int32Array(states).fill(NONE);
    this.order = new Int32Array(states).fill(NONE);
    this.low = new Int32Array(states);
    this.next = new Uint32Array(states);
    this.path = new Int32Array(states);
    this.open = new Int32Array(states);
    this.members = new Int32Array(states);
  }

  get count(): number {
    return this.firsts.length - 1;
  }

  statesOf(component: number): Int32Array {
    return this.members.subarray(this.firsts[component], this.firsts[component + 1]);
  }

  /** Finds the components of everything that can be reached from here and was not visited before. */
  from(root: number): void {
    if (this.order[root] !== NONE) return;
    this.enter(root);
    while (this.depth > 0) {
      const state = this.path[this.depth - 1]!;
      if (this.next[state]! < this.graph.starts[state + 1]!) this.follow(state);
      else this.leave(state);
    }
  }

  private enter(state: number): void {
    this.order[state] = this.visited;
    this.low[state] = this.visited;
    this.visited += 1;
    this.next[state] = this.graph.starts[state]!;
    this.path[this.depth] = state;
    this.depth += 1;
    this.open[this.opened] = state;
    this.opened += 1;
  }

  private follow(state: number): void {
    const target = this.graph.targets[this.next[state]!]!;
    this.next[state]! += 1;
    if (target === BEYOND || this.isIn[target] === 0) return;
    if (this.order[target] === NONE) this.enter(target);
    else if (this.of[target] === NONE) this.lower(state, this.order[target]!);
  }

  private leave(state: number): void {
    this.depth -= 1;
    if (this.depth > 0) this.lower(this.path[this.depth - 1]!, this.low[state]!);
    if (this.low[state] !== this.order[state]) return;
    let member: number;
    do {
      this.opened -= 1;
      member = this.open[this.opened]!;
      this.of[member] = this.count;
      this.members[this.closed] = member;
      this.closed += 1;
    } while (member !== state);
    this.firsts.push(this.closed);
  }

  private lower(state: number, order: number): void {
    if (order < this.low[state]!) this.low[state] = order;
  }
}
