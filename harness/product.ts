import {
  type Broken,
  type BrokenClaim,
  codecOf,
  readBytes,
  type System as Searched,
  type Sink,
  type StateSize,
  type Words,
  writeBytes,
} from '#checker';
import { apply, type ModelStep, machine, type Scope, type State } from '#model';
import { abstraction } from './abstraction.js';
import { type Call, Calls } from './calls.js';
import { choiceIn, drive } from './drive.js';
import { type Checks, claimed, everything, outcomeMismatch, untoldGroup } from './lockstep.js';
import type { Run } from './run.js';
import { sameState } from './same-state.js';
import { boot, type Callers, type System, type Target } from './target.js';

/** The most bytes that a snapshot takes in scopes that are searched. */
const SNAPSHOT_BYTES_MAX = 512;

/**
 * Reference model and target side by side, as one system to be searched: a state is the words of the
 * model's, then the snapshot of the target. What devices and groups were told needs no words of its
 * own, because it is compared with the model's record of it after every step. Both sides start the
 * observers anew in each state, and what one step makes of them is compared.
 *
 * The target chooses ids itself, so only faults are tried; the model is told the choice. A step on
 * which the two disagree ends the search: no shorter trace shows any disagreement.
 */
export class ProductSystem implements Searched<BrokenClaim> {
  readonly #scope: Scope;
  readonly #target: Target;
  readonly #calls: Calls;
  readonly #codec: ReturnType<typeof codecOf<State>>;
  readonly #checks: Checks;
  readonly #system: System;
  /** Whether a step led away from where both sides were put back to. */
  #isMoved = true;
  /** The model's own copy of the state, which steps write into. */
  #after: State;

  constructor(scope: Scope, target: Target, callers: Callers = 'lawful') {
    this.#scope = scope;
    this.#target = target;
    this.#calls = new Calls(scope, callers);
    this.#codec = codecOf(machine.shape(scope));
    this.#checks = claimed(everything, scope.profile, callers);
    this.#system = boot(target, scope.topology, callers);
    this.#after = machine.initial(scope);
  }

  get size(): StateSize {
    return { words: this.#codec.words + 1 + SNAPSHOT_BYTES_MAX / Int32Array.BYTES_PER_ELEMENT };
  }

  begin(sink: Sink<BrokenClaim>): void {
    const fresh = boot(this.#target, this.#scope.topology, this.#calls.callers);
    const state = machine.initial(this.#scope);
    this.#emit(state, fresh, 0, sink);
    const reason = sameState(state, abstraction(fresh)) ? untoldGroup(fresh, state) : 'as booted';
    if (reason !== undefined) sink.violated(disagreement(reason), 0);
  }

  successors(words: Words, length: number, sink: Sink<BrokenClaim>): void {
    const from: From = {
      words,
      length,
      state: this.#codec.decode(words, 0),
      snapshot: readBytes(words, this.#codec.words),
    };
    this.#isMoved = true;
    const { calls, cuts } = this.#calls.from(from.state);
    for (const label of cuts) sink.cut(label);
    for (const call of calls) {
      const broken = this.#step(from, call, sink);
      if (broken === undefined) continue;
      sink.violated(broken, call.label);
      return;
    }
  }

  /** One step on both sides, from where they were put back to unless they are still there. */
  #step(
    from: From,
    { action, faults, label }: Call,
    sink: Sink<BrokenClaim>,
  ): BrokenClaim | undefined {
    const system = this.#system;
    if (this.#isMoved) {
      system.driver.restore(from.snapshot);
      system.embedding.restore(from.state);
      this.#after = this.#codec.decode(from.words, 0);
    }
    const after = this.#after;
    const observed = drive(system, action, faults);
    const input = { ...choiceIn(observed), faults };
    const expected = apply(after, action, input);
    const answer =
      outcomeMismatch(expected, observed) ??
      (system.embedding.usedFaults < faults.length ? 'a fault is not met' : undefined);
    if (answer !== undefined || observed.kind === 'nonsense') return disagreement(answer ?? '');

    const made = { before: from.state, action, input, outcome: observed };
    // Most calls are refused and leave everything as it was, which is cheaper to see than to read.
    this.#isMoved = !this.#isStillAt(from);
    if (!this.#isMoved) {
      sink.after.set(from.words.subarray(0, from.length));
      sink.emit(from.length, label);
      return this.#brokenBy({ ...made, after: from.state });
    }
    const reason = untoldGroup(system, after) ?? stateMismatch(after, system);
    if (reason !== undefined) return disagreement(reason);

    const isNew = this.#emit(after, system, label, sink);
    for (const invariant of isNew ? this.#checks.invariants : []) {
      const violation = invariant.violation(after);
      if (violation !== undefined) return { claim: invariant.id, violation };
    }
    this.#codec.share(from.state, from.words, after, sink.after);
    return this.#brokenBy({ ...made, after });
  }

  /** Whether both sides are where they were put back to, what devices were told included. */
  #isStillAt({ state, snapshot }: From): boolean {
    const { driver, embedding } = this.#system;
    let bytes: Uint8Array;
    try {
      bytes = driver.snapshot();
    } catch {
      // A state that cannot be written down is another one; what is wrong with it shows when it is read.
      return false;
    }
    return sameBytes(snapshot, bytes) && embedding.isAt(state) && sameState(state, this.#after);
  }

  #brokenBy(made: ModelStep): BrokenClaim | undefined {
    for (const invariant of this.#checks.transitionInvariants) {
      const violation = invariant.violation(made);
      if (violation !== undefined) return { claim: invariant.id, violation };
    }
    return undefined;
  }

  #emit(state: State, { driver }: System, label: number, sink: Sink<BrokenClaim>): boolean {
    const length = this.#pack(state, driver, sink.after);
    return sink.emit(length, label);
  }

  #pack(state: State, driver: System['driver'], words: Words): number {
    driver.startObservers();
    this.#codec.encode(state, words, 0);
    return writeBytes(driver.snapshot(), words, this.#codec.words);
  }

  /** The words of the product state that a path leads to, made from reset and without any restore. */
  replayed(path: readonly number[]): Words {
    const system = boot(this.#target, this.#scope.topology, this.#calls.callers);
    const session = this.#calls.session(this.#target, path, system);
    const words = new Int32Array(this.size.words);
    return words.subarray(0, this.#pack(session.state, system.driver, words));
  }

  /**
   * The run that a path leads through, made from reset: its failure is filed as fuzzing files one,
   * and it is a counterexample. Throws if nothing fails, because then a restore went wrong.
   */
  traceTo({ path, finding }: Broken<BrokenClaim>): Run {
    const run = this.#calls.session(this.#target, path).end();
    if (run.failure === undefined || run.trace.length !== path.length) {
      throw new Error(
        `harness: expected step ${path.length} of a trace to fail when it is made again from reset (${finding.claim}: ${finding.violation.reason}), saw ${run.failure?.property ?? 'no failure'} at step ${run.trace.length}; does the target restore its whole state?`,
      );
    }
    return run;
  }
}

/** A state of the product that is searched from: as words, and unpacked for either side. */
interface From {
  readonly words: Words;
  readonly length: number;
  readonly state: State;
  readonly snapshot: Uint8Array;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function stateMismatch(model: State, system: System): string | undefined {
  try {
    return sameState(model, abstraction(system)) ? undefined : 'the states differ';
  } catch (error) {
    return `the target threw ${String(error)} when it was looked at`;
  }
}

function disagreement(reason: string): BrokenClaim {
  return { claim: 'agreement', violation: { reason, at: [] } };
}
