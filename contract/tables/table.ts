import type { Errno } from '../errno.js';
import type { FaultPoint } from '../faults.js';
import type { IoasidFaultPoint, LogLevel } from '../ioasid.js';
import type { ResponseCode } from '../outcome.js';

/** What a caller can see that is no errno: the kind of the outcome, or the code of an answer. */
export type Answer =
  | 'done'
  | 'granted'
  | 'bound'
  | 'found'
  | 'opened'
  | 'reached'
  | 'faulted'
  /** No id (`INVALID_IOASID`), whatever the reason. */
  | 'no-id'
  /** A null pointer where data was asked for, which is no error. */
  | 'null'
  | ResponseCode;

/** One check of an action, in the order in which it is made. */
export interface Check {
  /** The condition under which the action stops here. */
  readonly when: string;
  /** What the caller then sees; `done` for functions that return nothing. */
  readonly answer: Errno | Answer;
  /** Whether the kernel prints a WARN: a caller is at fault. The call does only what `leaves` says. */
  readonly warns?: true;
  /** The policy under which the check is made; absent: always. */
  readonly policy?: string;
  /** The injected failure that makes the condition true, where only a failure can. */
  readonly fault?: FaultPoint | IoasidFaultPoint;
  /** What the call logs here, where only the log tells this answer from others. */
  readonly logs?: LogLevel;
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
  /**
   * What must hold for the call to mean anything, as a handle must exist to be unbound. In this
   * machine a call without it warns, answers `done` and changes nothing; in the kernel it would be a
   * use after free or a null pointer.
   */
  readonly requires: readonly string[];
  /**
   * What a lawful caller promises besides. The kernel does not check it: the call then does what the
   * checks and the effect say, for better or worse.
   */
  readonly lawful?: readonly string[];
  readonly checks: readonly Check[];
  /** The policy under which the action exists; absent: always. */
  readonly policy?: string;
  /** What the caller sees when every check passed. */
  readonly answer: Answer;
  /** What is then true. */
  readonly effect: readonly string[];
}
