import type { Errno } from '../errno.js';
import type { FaultPoint } from '../faults.js';

/** One check of an action, in the order in which it is made. */
export interface Check {
  /** The condition under which the action stops here. */
  readonly when: string;
  /** What the caller then sees. */
  readonly answer: Errno;
  /** The injected failure that makes the condition true, where only a failure can. */
  readonly fault?: FaultPoint;
  /** Where it was read: a kernel function and tag, or the decision taken here and its reason. */
  readonly source: string;
  /** What the refusal leaves behind, when that is not nothing. */
  readonly leaves?: string;
}

/**
 * The whole behaviour of one action, in words. Written before either side, from the facts; model
 * and implementation are both written from it, and coverage takes its cells from it.
 */
export interface ActionTable {
  readonly action: string;
  /** Who calls: a process, or the driver bound to the named device. */
  readonly actor: string;
  /** The kernel function this is, with the tag it was read from. */
  readonly kernel: string;
  /** What the caller promises. A call that breaks it warns, answers `done` and changes nothing. */
  readonly requires: readonly string[];
  readonly checks: readonly Check[];
  /** What the caller sees when every check passed. */
  readonly answer: 'done' | 'granted';
  /** What is then true. */
  readonly effect: readonly string[];
}
