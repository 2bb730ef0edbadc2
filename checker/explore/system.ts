import type { Words } from '../codec/words.js';

/**
 * What the explorer searches: packed states and the transitions between them, nothing more. A
 * machine becomes one through `systemOf`; a product of a machine and the snapshots of an
 * implementation packs both one after the other and is one itself.
 */
export interface System<Finding> {
  /** How long a state is. */
  readonly size: StateSize;
  /** Bytes that the system takes for what it keeps of states, if it keeps anything. */
  readonly bytes?: number;
  /** Emits the one state that every trace starts from. */
  begin(sink: Sink<Finding>): void;
  /** Emits the state after each transition out of the state given, in an order that never changes. */
  successors(state: Words, length: number, sink: Sink<Finding>): void;
}

/** How long the states of a system are. */
export interface StateSize {
  /** The most words that a state takes. */
  readonly words: number;
  /**
   * There if every state takes that many words, which together are a number below 2^bits, its first
   * word the lowest; absent: each state says how many words it has when it is emitted.
   */
  readonly bits?: number;
}

/** Where a system puts what it finds. */
export interface Sink<Finding> {
  /** The words of the next state to emit. Those past its length do not count. */
  readonly after: Words;
  /**
   * The state in `after` was reached by the transition `label`, a number from which the system can
   * tell which one it was. Answers whether it was never reached before.
   */
  emit(length: number, label: number): boolean;
  /** The transition `label` is not followed, because it would pass a bound. */
  cut(label: number): void;
  /** A claim is broken by the transition `label`, or by the first state. This ends the search. */
  violated(finding: Finding, label: number): void;
}
