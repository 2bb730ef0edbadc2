import { type BrokenClaim, codecOf, Interner, StateWords, type Words } from '#checker';
import type { Fault, Pasid } from '#contract';
import {
  apply,
  type Input,
  type ModelStep,
  machine,
  type Scope,
  type State,
  type StepOutcome,
} from '#model';
import { type Call, Calls } from './calls.js';
import { type Told, toldIn } from './told.js';
import { type Checks, claimed, everything } from './lockstep.js';
import { Numbered } from './numbered.js';
import { sameLedger } from './same-state.js';
import type { Callers } from './target.js';

/** A call, and what it comes to in the model. */
export interface MadeCall extends Call {
  readonly outcome: StepOutcome;
  /** The number of the state after it, which says nothing of observers. */
  readonly after: number;
  /** The number of what observers say after it; 0: what they start with in every state. */
  readonly observers: number;
  /** The claim that the step breaks, or the state after it. */
  readonly broken: BrokenClaim | undefined;
}

/** What can be called in some state. */
interface CallsMade {
  /** In the order of declaration, of domain values and of faults; the model chose ids. */
  readonly calls: readonly MadeCall[];
  /** The labels of what is past a bound. */
  readonly cuts: readonly number[];
}

type Resources = State['ledger']['resources'];

/**
 * The reference machine in one scope, for some callers, as a graph that is made where somebody walks
 * and is then remembered. What a call comes to depends on the state, the call and the id chosen alone,
 * so each claim is asked once, and all targets held against the model in one process share its graph.
 */
export class ModelGraph {
  readonly initial: number;
  readonly callers: Callers;
  readonly #calls: Calls;
  readonly #codec: ReturnType<typeof codecOf<State>>;
  readonly #checks: Checks;
  readonly #states: Interner;
  readonly #beforeWords: Words;
  readonly #words: Words;
  readonly #observers = new Numbered<Resources | undefined>();
  readonly #told = new Numbered<Told>();
  /** What one device was told, or waits for. */
  readonly #entries = new Numbered<Told['hardware' | 'outstanding'][number]>();
  readonly #faults = new Numbered<readonly Fault[]>(faultsKey);
  readonly #outcomes = new Numbered<StepOutcome>(outcomeKey);
  readonly #claims: (BrokenClaim | undefined)[] = [undefined];
  /** The claims that states break, by number. */
  readonly #brokenIn = new Map<number, BrokenClaim>();
  /** By state: the number of what was told. */
  readonly #toldIn: number[] = [];
  /** By state: the number of its row and 1; 0: it has none. */
  readonly #rowOf: number[] = [];
  readonly #rows = new StateWords({ words: ROW_WORDS_MAX });
  #rowsKept = 0;
  /** A copy of the state that calls are made from, if one is as it was. */
  #after: State | undefined;
  #callsKept = 0;
  /** What calls come to where a target chose otherwise, by state, label and id. */
  readonly #otherwise = new Map<string, MadeCall>();

  constructor(scope: Scope, callers: Callers) {
    this.callers = callers;
    this.#calls = new Calls(scope, callers);
    this.#codec = codecOf(machine.shape(scope));
    this.#checks = claimed(everything, scope.profile, callers);
    const { words, bits } = this.#codec;
    this.#states = new Interner({ words, bits });
    this.#beforeWords = new Int32Array(words);
    this.#words = new Int32Array(words);
    this.#observers.numberOf(undefined);
    this.initial = this.numberOf(machine.initial(scope));
  }

  /** The graph of a scope for such callers: one for all who ask, until it keeps no more. */
  static of(scope: Scope, callers: Callers): ModelGraph {
    let graphs = graphsOf.get(scope);
    if (graphs === undefined) graphsOf.set(scope, (graphs = new Map<Callers, ModelGraph>()));
    let graph = graphs.get(callers);
    if (graph === undefined || graph.#isFull()) {
      graph = new ModelGraph(scope, callers);
      graphs.set(callers, graph);
    }
    return graph;
  }

  /** Bytes that states and calls take. */
  get bytes(): number {
    return this.#states.bytes + this.#rows.bytes;
  }

  /** The number of a state, whatever its observers say. */
  numberOf(state: State): number {
    const { count } = this.#states;
    this.#codec.encodeUnchecked(state, this.#words, 0);
    const number = this.#states.numberOf(this.#words, this.#words.length);
    if (number === count) {
      this.#toldIn.push(this.#told.numberOf(this.#toldOnceIn(this.stateOf(number))));
      this.#rowOf.push(0);
    }
    return number;
  }

  /** A state of its own, with what its observers say. */
  stateOf(number: number, observers = 0): State {
    this.#states.read(number, this.#words);
    const state = this.#codec.decode(this.#words, 0);
    const resources = this.#observers.at(observers);
    return resources === undefined ? state : { ...state, ledger: { ...state.ledger, resources } };
  }

  /** What was told, with equal entries of devices being one: that is seen at a glance. */
  #toldOnceIn(state: State): Told {
    const told = toldIn(state);
    const once = <T extends Told['hardware' | 'outstanding'][number]>(entries: T): T =>
      this.#entries.at(this.#entries.numberOf(entries)) as T;
    return { ...told, hardware: told.hardware.map(once), outstanding: told.outstanding.map(once) };
  }

  /** What devices and groups were told in a state. */
  toldIn(number: number): Told {
    return this.#told.at(this.#toldIn[number]!);
  }

  /** What can be called in a state. */
  callsFrom(number: number): CallsMade {
    const row = this.#rowOf[number]!;
    if (row !== 0) return this.#readRow(row - 1);
    const before = this.stateOf(number);
    this.#after = undefined;
    const { calls, cuts } = this.#calls.from(before);
    const found = { calls: calls.map((call) => this.#make(before, number, call)), cuts };
    this.#keepRow(number, found);
    return found;
  }

  /** What a call comes to where the target chose this id. */
  madeWith(number: number, call: Call, pasid: Pasid): MadeCall {
    const key = `${number} ${call.label} ${pasid}`;
    let made = this.#otherwise.get(key);
    if (made === undefined) {
      this.#after = undefined;
      made = this.#make(this.stateOf(number), number, call, pasid);
      this.#otherwise.set(key, made);
    }
    return made;
  }

  /** Makes a call on a copy of its own, which the next one takes over if it is still as it was. */
  #make(before: State, number: number, { label, action, faults }: Call, pasid?: Pasid): MadeCall {
    const after = this.#after ?? this.stateOf(number);
    this.#after = undefined;
    const input: Input = pasid === undefined ? { faults } : { faults, pasid };
    const outcome = apply(after, action, input);
    if (outcome.kind === 'illegal') {
      return { label, action, faults, outcome, after: number, observers: 0, broken: undefined };
    }
    const { count } = this.#states;
    const next = this.numberOf(after);
    if (next === count) this.#judge(after, next);
    const observers = sameLedger(before.ledger, after.ledger) ? 0 : this.#observersOf(after, next);
    const isSame = next === number && observers === 0;
    const step = { before, action, input, outcome, after: isSame ? before : after };
    if (isSame) this.#after = after;
    else this.#share(before, number, after, next);
    const broken = this.#brokenIn.get(next) ?? this.#brokenBy(step);
    return { label, action, faults, outcome, after: next, observers, broken };
  }

  /** Lets whoever compares the two see at once what is equal. */
  #share(before: State, number: number, after: State, next: number): void {
    this.#states.read(number, this.#beforeWords);
    this.#states.read(next, this.#words);
    this.#codec.share(before, this.#beforeWords, after, this.#words);
  }

  /** What observers say in a state, as a number. */
  #observersOf({ ledger }: State, number: number): number {
    const isStarted = sameLedger(this.stateOf(number).ledger, ledger);
    return isStarted ? 0 : this.#observers.numberOf(structuredClone(ledger.resources));
  }

  #judge(state: State, number: number): void {
    for (const claim of this.#checks.invariants) {
      const violation = claim.violation(state);
      if (violation === undefined) continue;
      this.#brokenIn.set(number, { claim: claim.id, violation });
      return;
    }
  }

  #brokenBy(step: ModelStep): BrokenClaim | undefined {
    for (const claim of this.#checks.transitionInvariants) {
      const violation = claim.violation(step);
      if (violation !== undefined) return { claim: claim.id, violation };
    }
    return undefined;
  }

  #isFull(): boolean {
    return this.#callsKept >= CALLS_KEPT_MAX;
  }

  #keepRow(number: number, { calls, cuts }: CallsMade): void {
    const length = 1 + cuts.length + calls.length * LANES;
    if (this.#isFull() || length > ROW_WORDS_MAX) return;
    row[0] = cuts.length;
    row.set(cuts, 1);
    let at = 1 + cuts.length;
    for (const { label, faults, outcome, after, observers, broken } of calls) {
      row[at] = label;
      row[at + 1] = this.#faults.numberOf(faults);
      row[at + 2] = this.#outcomes.numberOf(outcome);
      row[at + 3] = after;
      row[at + 4] = observers;
      row[at + 5] = broken === undefined ? 0 : this.#claims.push(broken) - 1;
      at += LANES;
    }
    this.#rows.push(row, length);
    this.#rowsKept += 1;
    this.#rowOf[number] = this.#rowsKept;
    this.#callsKept += calls.length;
  }

  #readRow(number: number): CallsMade {
    const length = this.#rows.read(number, row);
    const first = 1 + row[0]!;
    const cuts = [...row.subarray(1, first)];
    const calls: MadeCall[] = [];
    for (let at = first; at < length; at += LANES) {
      const label = row[at]!;
      calls.push({
        label,
        action: this.#calls.actionOf(label),
        faults: this.#faults.at(row[at + 1]!),
        outcome: this.#outcomes.at(row[at + 2]!),
        after: row[at + 3]!,
        observers: row[at + 4]!,
        broken: this.#claims[row[at + 5]!],
      });
    }
    return { calls, cuts };
  }
}

/** Most calls have no fault and are done, or are refused with an errno: JSON is for the others. */
function faultsKey(faults: readonly Fault[]): string {
  return faults.length === 0 ? '' : JSON.stringify(faults);
}

function outcomeKey(outcome: StepOutcome): string {
  if (outcome.kind !== 'refused' || outcome.warned === true) return JSON.stringify(outcome);
  return outcome.errno;
}

/** A row at a time, of whichever graph. */
const ROW_WORDS_MAX = 2 ** 16 - 1;
const row = new Int32Array(ROW_WORDS_MAX);

/**
 * The words of a call in a row: its label, and the numbers of its faults, of its outcome, of the state
 * after it, of what observers say there, and of the claim that it breaks. Before the calls stand the
 * labels past a bound, and before these how many they are.
 */
const LANES = 6;

/** At most 24 bytes each. From further states calls are made anew each time. */
const CALLS_KEPT_MAX = 12_000_000;

const graphsOf = new WeakMap<Scope, Map<Callers, ModelGraph>>();
