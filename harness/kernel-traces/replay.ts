import type { Place } from './json-line.js';
import type { Difference, SideName } from './verdict.js';

/** A header whose `scope` only its family can read. */
export interface Header {
  readonly family: string;
  readonly scope: unknown;
}

/** Moves the sides on by one event and tells where they do not agree with its record. */
export interface Replay {
  /** The sides that the family has. */
  readonly sides: readonly SideName[];
  /** Notes a failure that the call after it runs into. */
  fault(fault: Record<string, unknown>, place: Place): void;
  call(call: Record<string, unknown>, place: Place): readonly Difference[];
  snapshot(snapshot: Record<string, unknown>, place: Place): readonly Difference[];
}
