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
import { type Action, apply, type Input, machine, type Scope, type State } from '#model';
import { abstraction } from './abstraction.js';
import { choiceIn, drive } from './drive.js';
import { type Checks, claimed, everything, outcomeMismatch, untoldGroup } from './lockstep.js';
import { type Run, Session, type Setting } from './run.js';
import { sameState } from './same-state.js';
import { Seen } from './seen.js';
import { boot, type System, type Target } from './target.js';

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
  readonly #alphabet: readonly Action[];
  readonly #codec: ReturnType<typeof codecOf<State>>;
  readonly #checks: Checks;
  readonly #system: System;

  constructor(scope: Scope, target: Target) {
    this.#scope = scope;
    this.#target = target;
    this.#alphabet = machine.alphabet(scope);
    this.#codec = codecOf(machine.shape(scope));
    this.#checks = claimed(everything, scope.profile, 'lawful');
    this.#system = boot(target, scope.topology, 'lawful');
  }

  get size(): StateSize {
    return { words: this.#codec.words + 1 + SNAPSHOT_BYTES_MAX / Int32Array.BYTES_PER_ELEMENT };
  }

  begin(sink: Sink<BrokenClaim>): void {
    const fresh = boot(this.#target, this.#scope.topology, 'lawful');
    const state = machine.initial(this.#scope);
    this.#emit(state, fresh, 0, sink);
    const reason = sameState(state, abstraction(fresh)) ? untoldGroup(fresh, state) : 'as booted';
    if (reason !== undefined) sink.violated(disagreement(reason), 0);
  }

  successors(words: Words, _length: number, sink: Sink<BrokenClaim>): void {
    const before = this.#codec.decode(words, 0);
    const snapshot = readBytes(words, this.#codec.words);
    for (let index = 0; index < this.#alphabet.length; index++) {
      const action = this.#alphabet[index]!;
      if (!machine.isEnabled(before, action)) continue;
      if (machine.isPastBound(this.#scope, before, action)) {
        sink.cut(index);
        continue;
      }
      const tried = withoutChoice(before, action);
      for (let choice = 0; choice < tried.length; choice++) {
        this.#system.driver.restore(snapshot);
        this.#system.embedding.restore(before);
        const label = index + choice * this.#alphabet.length;
        const after = this.#codec.decode(words, 0);
        const step = { before, action, faults: tried[choice]!.faults, after };
        const broken = this.#step(step, words, label, sink);
        if (broken === undefined) continue;
        sink.violated(broken, label);
        return;
      }
    }
  }

  /** One step on both sides; `after` is the model's copy of the state before, given up. */
  #step(
    { before, action, faults, after }: { before: State; action: Action; after: State } & Input,
    words: Words,
    label: number,
    sink: Sink<BrokenClaim>,
  ): BrokenClaim | undefined {
    const system = this.#system;
    const observed = drive(system, action, faults);
    const input = { ...choiceIn(observed), faults };
    const expected = apply(after, action, input);
    const reason =
      outcomeMismatch(expected, observed) ??
      (system.embedding.usedFaults < faults.length ? 'a fault is not met' : undefined) ??
      untoldGroup(system, after) ??
      stateMismatch(after, system);
    if (reason !== undefined || observed.kind === 'nonsense') return disagreement(reason ?? '');

    const isNew = this.#emit(after, system, label, sink);
    for (const invariant of isNew ? this.#checks.invariants : []) {
      const violation = invariant.violation(after);
      if (violation !== undefined) return { claim: invariant.id, violation };
    }
    this.#codec.share(before, words, after, sink.after);
    const made = { before, action, input, outcome: observed, after };
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
    const system = boot(this.#target, this.#scope.topology, 'lawful');
    const session = this.#session(path, system);
    const words = new Int32Array(this.size.words);
    return words.subarray(0, this.#pack(session.state, system.driver, words));
  }

  /**
   * The run that a path leads through, made from reset: its failure is filed as fuzzing files one,
   * and it is a counterexample. Throws if nothing fails, because then a restore went wrong.
   */
  traceTo({ path, finding }: Broken<BrokenClaim>): Run {
    const run = this.#session(path).end();
    if (run.failure === undefined || run.trace.length !== path.length) {
      throw new Error(
        `harness: expected step ${path.length} of a trace to fail when it is made again from reset (${finding.claim}: ${finding.violation.reason}), saw ${run.failure?.property ?? 'no failure'} at step ${run.trace.length}; does the target restore its whole state?`,
      );
    }
    return run;
  }

  #session(
    path: readonly number[],
    system = boot(this.#target, this.#scope.topology, 'lawful'),
  ): Session {
    const setting: Setting = {
      scope: this.#scope,
      target: this.#target,
      checks: everything,
      path: 'mutable',
      callers: 'lawful',
      seen: new Seen(),
    };
    const session = new Session(setting, system);
    for (const label of path) {
      const action = this.#alphabet[label % this.#alphabet.length]!;
      const choice = Math.floor(label / this.#alphabet.length);
      const { faults } = withoutChoice(session.state, action)[choice]!;
      if (session.step(session.referring({ action, faults })) !== undefined) break;
    }
    return session;
  }
}

/** The inputs that leave the choice of an id to the target. */
function withoutChoice(state: State, action: Action): readonly Input[] {
  return [...machine.inputs(state, action)].filter(({ pasid }) => pasid === undefined);
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
