import {
  type BrokenClaim,
  codecOf,
  readBytes,
  type System as Searched,
  type Sink,
  type StateSize,
  type Words,
  writeBytes,
} from '#checker';
import { apply, machine, type Scope, type State } from '#model';
import { differenceFrom, disagreement } from './agreement.js';
import { type Call, Calls } from './calls.js';
import { choiceIn, drive } from './drive.js';
import { type Checks, claimed, everything, outcomeMismatch } from './lockstep.js';
import { boot, type Callers, type System, type Target } from './target.js';
import { toldIn } from './told.js';

/** The most bytes that a snapshot takes in the scopes that are searched so. */
const SNAPSHOT_BYTES_MAX = 512;

/**
 * The product of reference model and target as it is meant, and as nobody can wait for it: every call
 * starts from where both sides are put back to, is made on both, and whatever can be compared or
 * claimed is. `ProductSystem` must come to the same at every transition.
 */
export class PlainProduct implements Searched<BrokenClaim> {
  readonly #scope: Scope;
  readonly #target: Target;
  readonly #calls: Calls;
  readonly #codec: ReturnType<typeof codecOf<State>>;
  readonly #checks: Checks;
  readonly #system: System;

  constructor(scope: Scope, target: Target, callers: Callers = 'lawful') {
    this.#scope = scope;
    this.#target = target;
    this.#calls = new Calls(scope, callers);
    this.#codec = codecOf(machine.shape(scope));
    this.#checks = claimed(everything, scope.profile, callers);
    this.#system = boot(target, scope.topology, callers);
  }

  /** A state is the words of the model's, then the snapshot of the target. */
  get size(): StateSize {
    return { words: this.#codec.words + 1 + SNAPSHOT_BYTES_MAX / Int32Array.BYTES_PER_ELEMENT };
  }

  begin(sink: Sink<BrokenClaim>): void {
    const fresh = boot(this.#target, this.#scope.topology, this.#calls.callers);
    const state = machine.initial(this.#scope);
    this.#emit(state, fresh, 0, sink);
    const difference = differenceFrom(state, fresh);
    if (difference !== undefined) sink.violated(disagreement(difference), 0);
  }

  successors(words: Words, _length: number, sink: Sink<BrokenClaim>): void {
    const { calls, cuts } = this.#calls.from(this.#codec.decode(words, 0));
    for (const label of cuts) sink.cut(label);
    for (const call of calls) {
      const broken = this.#step(words, call, sink);
      if (broken === undefined) continue;
      sink.violated(broken, call.label);
      return;
    }
  }

  #step(
    words: Words,
    { action, faults, label }: Call,
    sink: Sink<BrokenClaim>,
  ): BrokenClaim | undefined {
    const system = this.#system;
    const before = this.#codec.decode(words, 0);
    system.driver.restore(readBytes(words, this.#codec.words));
    system.embedding.restore(toldIn(before));
    const observed = drive(system, action, faults);
    const input = { ...choiceIn(observed), faults };
    const after = this.#codec.decode(words, 0);
    const expected = apply(after, action, input);
    const mismatch = outcomeMismatch(expected, observed);
    if (mismatch !== undefined || observed.kind === 'nonsense') return disagreement(mismatch ?? '');
    if (system.embedding.usedFaults < faults.length) return disagreement('a fault is not met');
    const difference = differenceFrom(after, system);
    if (difference !== undefined) return disagreement(difference);

    const isNew = this.#emit(after, system, label, sink);
    for (const claim of isNew ? this.#checks.invariants : []) {
      const violation = claim.violation(after);
      if (violation !== undefined) return { claim: claim.id, violation };
    }
    for (const claim of this.#checks.transitionInvariants) {
      const violation = claim.violation({ before, action, input, outcome: observed, after });
      if (violation !== undefined) return { claim: claim.id, violation };
    }
    return undefined;
  }

  /** Both sides start the observers anew in each state. */
  #emit(state: State, { driver }: System, label: number, sink: Sink<BrokenClaim>): boolean {
    driver.startObservers();
    this.#codec.encode(state, sink.after, 0);
    return sink.emit(writeBytes(driver.snapshot(), sink.after, this.#codec.words), label);
  }
}
