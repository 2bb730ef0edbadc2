import type { Place } from './json-line.js';
import type { Unobservable } from './log-lines.js';
import type { Difference, Frontier, SideName } from './verdict.js';

/** A header whose `scope` only its family can read. */
export interface Header {
  readonly family: string;
  readonly scope: unknown;
  /** Only of a log: what happened may be missing in it, and what is there may lack fields. */
  readonly unobserved?: Unobserved;
}

/** What may have happened without a line. */
export interface Unobserved {
  readonly calls: readonly Unobservable[];
  /** So many of them at most between two lines. */
  readonly between: number;
}

/** Moves the sides on by one event and tells where they do not agree with its record. */
export interface Replay {
  /** The sides that the family has. */
  readonly sides: readonly SideName[];
  /** Notes a failure that the call after it runs into. */
  fault(fault: Record<string, unknown>, place: Place): void;
  call(call: Record<string, unknown>, place: Place): readonly Difference[];
  snapshot(snapshot: Record<string, unknown>, place: Place): readonly Difference[];
  /** Of a log: how far it was understood before the line that was just refused. */
  frontier?(): Frontier;
}
