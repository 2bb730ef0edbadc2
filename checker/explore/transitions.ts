import { Column } from './columns.js';

/** Where a transition leads that a bound of the scope cut off: to no state that was explored. */
export const BEYOND = 0xffff_ffff;

/**
 * Every transition of a search in compressed sparse rows: those out of state `s` have the numbers
 * from `starts[s]` to before `starts[s + 1]`. States are numbered in the order in which they were
 * found, so the first one is 0.
 */
export interface Graph {
  readonly states: number;
  readonly starts: Uint32Array;
  /** Index: transition. The state that it leads to, or `BEYOND`. */
  readonly targets: Uint32Array;
  /** Index: transition. Which one it is, as the system numbered it. */
  readonly labels: Uint32Array;
}

/** What a search writes the transitions down in, state after state in the order of their numbers. */
export class Transitions {
  private readonly starts = new Column();
  private readonly targets = new Column();
  private readonly labels = new Column();
  private states = 0;
  private count = 0;

  /** Bytes taken now. */
  get bytes(): number {
    return this.starts.bytes + this.targets.bytes + this.labels.bytes;
  }

  /** Bytes that the next state and its first transition would take besides. */
  get nextBytes(): number {
    return this.starts.nextBytes + this.targets.nextBytes + this.labels.nextBytes;
  }

  /** The transitions added from here on are those out of the next state. */
  nextState(): void {
    this.starts.push(this.count);
    this.states += 1;
  }

  /** Adds one out of the state begun last. */
  add(target: number, label: number): void {
    this.targets.push(target);
    this.labels.push(label);
    this.count += 1;
  }

  /** All of them, in arrays of their exact length. */
  graph(): Graph {
    const { states, count } = this;
    const starts = new Uint32Array(states + 1);
    starts.set(this.starts.numbers(states));
    starts[states] = count;
    return {
      states,
      starts,
      targets: this.targets.numbers(count),
      labels: this.labels.numbers(count),
    };
  }
}
