import type {
  Explorable,
  Invariant,
  Step,
  TransitionInvariant,
  Violation,
  Witness,
} from '#declaration';
import { type Codec, codecOf } from '../codec/codec.js';
import type { Words } from '../codec/words.js';
import { Symmetry } from '../symmetry/symmetry.js';
import type { Broken } from './search.js';
import type { Sink, StateSize, System } from './system.js';

/** A broken claim of a machine. */
export interface BrokenClaim {
  readonly claim: string;
  readonly violation: Violation;
}

/** Which claims are checked. */
export interface MachineOptions<State, Action, Input, Outcome> {
  /** Checked on every state; absent: all of the machine. */
  readonly invariants?: readonly Invariant<State>[];
  /** Checked on every transition; absent: all of the machine. */
  readonly transitionInvariants?: readonly TransitionInvariant<State, Action, Input, Outcome>[];
  /** Looked for until they are reached; absent: all of the machine. */
  readonly witnesses?: readonly Witness<State, Action, Input, Outcome>[];
  /** Whether states that differ in numbers of like things alone are one. */
  readonly symmetry?: boolean;
}

/** A declared machine in one scope as a system of packed states. */
export class MachineSystem<State, Action, Input, Outcome, Scope> implements System<BrokenClaim> {
  readonly codec: Codec<State>;
  /** There if states that differ in numbers of like things alone are one. */
  readonly symmetry: Symmetry<State> | undefined;
  private readonly machine: Explorable<State, Action, Input, Outcome, Scope>;
  private readonly scope: Scope;
  private readonly alphabet: readonly Action[];
  private readonly invariants: readonly Invariant<State>[];
  private readonly transitionInvariants: readonly TransitionInvariant<
    State,
    Action,
    Input,
    Outcome
  >[];

  private readonly own: Words;
  private represented = 0;
  private sought: Witness<State, Action, Input, Outcome>[];

  constructor(
    machine: Explorable<State, Action, Input, Outcome, Scope>,
    scope: Scope,
    options: MachineOptions<State, Action, Input, Outcome> = {},
  ) {
    this.machine = machine;
    this.scope = scope;
    this.alphabet = machine.alphabet(scope);
    const shape = machine.shape(scope);
    this.codec = codecOf(shape);
    this.symmetry = options.symmetry === true ? new Symmetry(shape, this.codec.words) : undefined;
    this.own = new Int32Array(this.codec.words);
    this.invariants = options.invariants ?? machine.invariants;
    this.transitionInvariants = options.transitionInvariants ?? machine.transitionInvariants;
    this.sought = [...(options.witnesses ?? machine.witnesses)];
  }

  get size(): StateSize {
    const { words, bits } = this.codec;
    return { words, bits };
  }

  begin(sink: Sink<BrokenClaim>): void {
    const state = this.machine.initial(this.scope);
    this.emit(state, 0, sink);
    const broken = this.brokenIn(state);
    if (broken !== undefined) sink.violated(broken, 0);
  }

  successors(words: Words, _length: number, sink: Sink<BrokenClaim>): void {
    const { machine, scope, codec, alphabet } = this;
    const before = codec.decode(words, 0);
    for (let index = 0; index < alphabet.length; index++) {
      const action = alphabet[index]!;
      if (!machine.isEnabled(before, action)) continue;
      if (machine.isPastBound(scope, before, action)) {
        sink.cut();
        continue;
      }
      const inputs = listOf(machine.inputs(before, action));
      for (let choice = 0; choice < inputs.length; choice++) {
        const label = index + choice * alphabet.length;
        const broken = this.follow(words, before, action, inputs[choice]!, label, sink);
        if (broken !== undefined) {
          sink.violated(broken, label);
          return;
        }
      }
    }
  }

  /** Makes one transition on a copy of its own, and answers the claim it breaks. */
  private follow(
    words: Words,
    before: State,
    action: Action,
    input: Input,
    label: number,
    sink: Sink<BrokenClaim>,
  ): BrokenClaim | undefined {
    const { machine, codec } = this;
    const after = codec.decode(words, 0);
    const outcome = machine.apply(after, action, input);
    if (this.emit(after, label, sink)) {
      const broken = this.brokenIn(after);
      if (broken !== undefined) return broken;
    }
    if (this.transitionInvariants.length === 0 && this.sought.length === 0) return undefined;
    codec.share(before, words, after, this.own);
    const step = { before, action, input, outcome, after };
    if (this.sought.some((witness) => witness.reached(step))) {
      this.sought = this.sought.filter((witness) => !witness.reached(step));
    }
    return this.brokenBy(step);
  }

  /** Emits a state, or the one that represents it; answers whether it was never reached before. */
  private emit(state: State, label: number, sink: Sink<BrokenClaim>): boolean {
    const { codec, symmetry, own } = this;
    codec.encode(state, own, 0);
    if (symmetry === undefined) {
      sink.after.set(own);
      return sink.emit(codec.words, label);
    }
    const states = symmetry.represent(state, sink.after);
    const isNew = sink.emit(codec.words, label);
    if (isNew) this.represented += states;
    return isNew;
  }

  /** How many states the classes that were reached have; with no symmetry none are counted. */
  get states(): number {
    return this.represented;
  }

  /**
   * Makes the transitions of a path again, through the step for readers. Throws where one of them
   * cannot be made.
   */
  replay(path: readonly number[]): Step<State, Action, Input, Outcome>[] {
    const { machine, scope, alphabet } = this;
    const trace: Step<State, Action, Input, Outcome>[] = [];
    let before = machine.initial(scope);
    for (const label of path) {
      const action = alphabet[label % alphabet.length]!;
      const inputs = listOf(machine.inputs(before, action));
      const choice = Math.floor(label / alphabet.length);
      if (!machine.isEnabled(before, action) || choice >= inputs.length) {
        throw new Error(`checker: step ${trace.length + 1} of a trace cannot be made again`);
      }
      const input = inputs[choice]!;
      const { state: after, outcome } = machine.step(before, action, input);
      trace.push({ before, action, input, outcome, after });
      before = after;
    }
    return trace;
  }

  /**
   * The trace to a broken claim. Throws unless its last step, made again for readers, breaks the same
   * claim, and none before it breaks any.
   */
  traceTo({ finding, path }: Broken<BrokenClaim>): Step<State, Action, Input, Outcome>[] {
    const trace = this.replay(path);
    const initial = this.brokenIn(this.machine.initial(this.scope));
    const broken = [
      initial,
      ...trace.map((step) => this.brokenIn(step.after) ?? this.brokenBy(step)),
    ];
    const first = broken.findIndex((claim) => claim !== undefined);
    if (first !== trace.length || broken[first]?.claim !== finding.claim) {
      throw new Error(
        `checker: expected step ${trace.length} to break ${finding.claim} when it is made again, saw ${broken[first]?.claim ?? 'nothing'} at step ${first}; does the machine step both ways alike?`,
      );
    }
    return trace;
  }

  /** The ids of the witnesses that no transition has reached so far. */
  unreached(): readonly string[] {
    return this.sought.map(({ id }) => id);
  }

  /** The ids of the claims checked that say nothing, because no transition reached their antecedent. */
  vacuous(): readonly string[] {
    const unreached = new Set(this.unreached());
    return [...this.invariants, ...this.transitionInvariants]
      .filter(({ antecedent }) => unreached.has(antecedent))
      .map(({ id }) => id);
  }

  private brokenIn(state: State): BrokenClaim | undefined {
    for (const invariant of this.invariants) {
      const violation = invariant.violation(state);
      if (violation !== undefined) return { claim: invariant.id, violation };
    }
    return undefined;
  }

  private brokenBy(step: Step<State, Action, Input, Outcome>): BrokenClaim | undefined {
    for (const invariant of this.transitionInvariants) {
      const violation = invariant.violation(step);
      if (violation !== undefined) return { claim: invariant.id, violation };
    }
    return undefined;
  }
}

function listOf<T>(items: Iterable<T>): readonly T[] {
  return Array.isArray(items) ? (items as readonly T[]) : [...items];
}
