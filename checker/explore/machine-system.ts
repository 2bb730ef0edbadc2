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
import { listOf, stepAt, stepsFrom } from './steps.js';
import type { Sink, StateSize, System } from './system.js';

/** A broken claim of a machine. */
export interface BrokenClaim {
  readonly claim: string;
  readonly violation: Violation;
}

/** Of a claim, what the search itself reads. */
type Asked<Claim extends { readonly id: string; readonly antecedent: string }> = Pick<
  Claim,
  'id' | 'antecedent' | Extract<keyof Claim, 'violation'>
>;

/** Which claims are checked. */
export interface MachineOptions<State, Action, Input, Outcome> {
  /** Checked on every state; absent: all of the machine. */
  readonly invariants?: readonly Asked<Invariant<State>>[];
  /** Checked on every transition; absent: all of the machine. */
  readonly transitionInvariants?: readonly Asked<
    TransitionInvariant<State, Action, Input, Outcome>
  >[];
  /** Looked for until they are reached; absent: all of the machine. */
  readonly witnesses?: readonly Witness<State, Action, Input, Outcome>[];
  /** Whether states that differ in numbers of like things alone are one. */
  readonly symmetry?: boolean;
}

/** A declared machine in one scope as a system of packed states. */
export class MachineSystem<State, Action, Input, Outcome, Scope> implements System<BrokenClaim> {
  readonly codec: Codec<State>;
  readonly machine: Explorable<State, Action, Input, Outcome, Scope>;
  readonly scope: Scope;
  readonly alphabet: readonly Action[];
  /** There if states that differ in numbers of like things alone are one. */
  readonly symmetry: Symmetry<State> | undefined;
  /** How many states were reached; with symmetry, how many those that were reached represent. */
  states = 0;
  private readonly invariants: readonly Asked<Invariant<State>>[];
  private readonly transitionInvariants: readonly Asked<
    TransitionInvariant<State, Action, Input, Outcome>
  >[];

  private readonly own: Words;
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
    this.emit(state, this.ownWords(sink), 0, sink);
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
        sink.cut(index);
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
    const own = this.ownWords(sink);
    if (this.emit(after, own, label, sink, words)) {
      const broken = this.brokenIn(after);
      if (broken !== undefined) return broken;
    }
    if (this.transitionInvariants.length === 0 && this.sought.length === 0) return undefined;
    codec.share(before, words, after, own);
    const step = { before, action, input, outcome, after };
    if (this.sought.some((witness) => witness.reached(step))) {
      this.sought = this.sought.filter((witness) => !witness.reached(step));
    }
    return this.brokenBy(step);
  }

  /** The number in the alphabet of the action that the transition of a label makes. */
  actionOf(label: number): number {
    return label % this.alphabet.length;
  }

  /** Where the words of a state go that is to be emitted: without symmetry it represents itself. */
  private ownWords({ after }: Sink<BrokenClaim>): Words {
    return this.symmetry === undefined ? after : this.own;
  }

  /** Emits what represents a state, and answers whether that was never reached before. */
  private emit(
    state: State,
    own: Words,
    label: number,
    sink: Sink<BrokenClaim>,
    before?: Words,
  ): boolean {
    const { codec, symmetry } = this;
    codec.encode(state, own, 0);
    let states = 1;
    // What changed nothing, as most calls that are refused, is represented by what it began with.
    if (before !== undefined && isSame(own, before)) sink.after.set(before);
    else if (symmetry !== undefined) states = symmetry.represent(state, own, sink.after);
    const isNew = sink.emit(codec.words, label);
    if (isNew) this.states += states;
    return isNew;
  }

  /**
   * Makes the transitions of a path again, through the step for readers. Throws where one of them
   * cannot be made. With symmetry a path leads from class to class; the trace is one through states
   * of these classes.
   */
  replay(path: readonly number[]): Step<State, Action, Input, Outcome>[] {
    const symmetry = this.symmetry;
    if (symmetry !== undefined) return this.traceThrough(symmetry, path);
    const trace: Step<State, Action, Input, Outcome>[] = [];
    let before = this.machine.initial(this.scope);
    for (const label of path) {
      const step = stepAt(this, before, label);
      if (step === undefined) throw notMade(trace.length + 1);
      trace.push(step);
      before = step.after;
    }
    return trace;
  }

  /**
   * A trace through states of the classes that a path leads through. The labels are those of steps
   * of the states that represent them, so from each state a step is looked for that leads to the next
   * class, the last one breaking the claim if one is given.
   */
  private traceThrough(
    symmetry: Symmetry<State>,
    path: readonly number[],
    claim?: string,
  ): Step<State, Action, Input, Outcome>[] {
    const trace: Step<State, Action, Input, Outcome>[] = [];
    let before = this.machine.initial(this.scope);
    let representative = before;
    for (const [index, label] of path.entries()) {
      const next = stepAt(this, representative, label);
      if (next === undefined) throw notMade(trace.length + 1);
      const words = symmetry.classOf(next.after);
      const isDue = (step: Step<State, Action, Input, Outcome>): boolean => {
        if (symmetry.classOf(step.after).join() !== words.join()) return false;
        if (claim === undefined || index < path.length - 1) return true;
        return this.brokenAtEnd([step])?.claim === claim;
      };
      const step = stepsFrom(this, before).find(isDue);
      if (step === undefined) throw notMade(trace.length + 1);
      trace.push(step);
      before = step.after;
      representative = this.codec.decode(words, 0);
    }
    return trace;
  }

  /**
   * The trace to a broken claim. Throws unless its last step, made again for readers, breaks the same
   * claim, and none before it breaks any.
   */
  traceTo({ finding, path }: Broken<BrokenClaim>): Step<State, Action, Input, Outcome>[] {
    const { symmetry } = this;
    const trace =
      symmetry === undefined ? this.replay(path) : this.traceThrough(symmetry, path, finding.claim);
    const broken = [[], ...trace.map((step) => [step])].map((steps) => this.brokenAtEnd(steps));
    const first = broken.findIndex((claim) => claim !== undefined);
    if (first !== trace.length || broken[first]?.claim !== finding.claim) {
      throw new Error(
        `checker: expected step ${trace.length} to break ${finding.claim} when it is made again, saw ${broken[first]?.claim ?? 'nothing'} at step ${first}; does the machine step both ways alike?`,
      );
    }
    return trace;
  }

  /** The claim that the last step of a trace breaks, or the first state if there is none. */
  brokenAtEnd(trace: readonly Step<State, Action, Input, Outcome>[]): BrokenClaim | undefined {
    const step = trace.at(-1);
    if (step === undefined) return this.brokenIn(this.machine.initial(this.scope));
    return this.brokenIn(step.after) ?? this.brokenBy(step);
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

function isSame(a: Words, b: Words): boolean {
  for (let word = 0; word < a.length; word++) if (a[word] !== b[word]) return false;
  return true;
}

function notMade(step: number): Error {
  return new Error(
    `checker: step ${step} of a trace cannot be made again; is something declared alike that the machine tells apart?`,
  );
}
