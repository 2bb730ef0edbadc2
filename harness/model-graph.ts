import { type BrokenClaim, codecOf, Interner, type Words } from '#checker';
import type { Pasid } from '#contract';
import { apply, type Input, type ModelStep, machine, type Scope, type State } from '#model';
import { CALL_BYTES, CallTable } from './call-table.js';
import { type Call, Calls } from './calls.js';
import { KnownCalls, type MadeCall } from './known-calls.js';
import { type Checks, claimed, everything } from './lockstep.js';
import { Numbered } from './numbered.js';
import { sameLedger } from './same-state.js';
import type { Callers } from './target.js';
import { type Told, ToldByNumber } from './told.js';

/** What can be called in some state. */
interface CallsMade {
  /** In the order of declaration, of domain values and of faults; the model chose ids. */
  readonly calls: readonly MadeCall[];
  /** The labels of what is past a bound. */
  readonly cuts: readonly number[];
}

/**
 * From which states calls are made: those that the machine reaches, or any that a target with a defect
 * is in, from which the model may lead out of its shape.
 */
type Reach = 'reachable' | 'any';

type Resources = State['ledger']['resources'];

/**
 * The reference machine in one scope, for some callers, as a graph that is made where somebody walks
 * and is then remembered. What a call comes to depends on the state, the call and the id chosen alone,
 * so each claim is asked once, and all targets held against the model in one process share its graph.
 */
export class ModelGraph {
  readonly initial: number;
  readonly callers: Callers;
  readonly #reach: Reach;
  /** The calls that somebody asked about. */
  readonly known: KnownCalls;
  readonly table = new CallTable();
  readonly #calls: Calls;
  readonly #codec: ReturnType<typeof codecOf<State>>;
  readonly #checks: Checks;
  readonly #states: Interner;
  readonly #beforeWords: Words;
  readonly #words: Words;
  readonly #observers = new Numbered<Resources | undefined>();
  readonly #told = new ToldByNumber();
  /** The claims that states break, by number. */
  readonly #brokenIn = new Map<number, BrokenClaim>();
  /** By state: the number of what was told. */
  readonly #toldIn: number[] = [];
  /** By state: the list of its calls; 0: it has none yet. */
  readonly #listOf: number[] = [];
  readonly #noCalls: number;
  readonly #faultless: number;
  /** The state that calls were made from last. */
  #beforeNumber = -1;
  #beforeState: State | undefined;
  /** A second copy of it, if one is as it was. */
  #after: State | undefined;
  /** The calls of which a target chose otherwise, by state, label and id. */
  readonly #otherwise = new Map<string, number>();

  constructor(scope: Scope, callers: Callers, reach: Reach) {
    this.callers = callers;
    this.#reach = reach;
    this.#calls = new Calls(scope, callers);
    this.known = new KnownCalls(this.#calls, this.table);
    this.#codec = codecOf(machine.shape(scope));
    this.#checks = claimed(everything, scope.profile, callers);
    const { words, bits } = this.#codec;
    this.#states = new Interner({ words, bits });
    this.#beforeWords = new Int32Array(words);
    this.#words = new Int32Array(words);
    this.#observers.numberOf(undefined);
    this.#faultless = this.known.numberOf([]);
    this.#noCalls = this.table.list([], [], []);
    this.initial = this.numberOf(machine.initial(scope));
  }

  /** The graph of a scope for such callers: one for all who ask, until it keeps no more. */
  static of(scope: Scope, callers: Callers, reach: Reach = 'reachable'): ModelGraph {
    let graphs = graphsOf.get(scope);
    if (graphs === undefined) graphsOf.set(scope, (graphs = new Map<string, ModelGraph>()));
    const key = `${callers} ${reach}`;
    let graph = graphs.get(key);
    if (graph === undefined || graph.isFull) {
      graph = new ModelGraph(scope, callers, reach);
      graphs.set(key, graph);
    }
    return graph;
  }

  /** Bytes that states and calls take. */
  get bytes(): number {
    return this.#states.bytes + this.table.bytes;
  }

  /** The number of a state, whatever its observers say. Throws if it is none of the machine's. */
  numberOf(state: State): number {
    this.#codec.encode(state, this.#words, 0);
    return this.#numberOfWords();
  }

  /** The number of a state that a step of the model led to. */
  #numberAfter(state: State): number {
    if (this.#reach === 'any') return this.numberOf(state);
    const { count } = this.#states;
    this.#codec.encodeUnchecked(state, this.#words, 0);
    const number = this.#numberOfWords();
    // Whether the model has left its shape is asked where it comes to a state for the first time.
    if (number === count) this.#codec.encode(state, this.#words, 0);
    return number;
  }

  #numberOfWords(): number {
    const { count } = this.#states;
    const number = this.#states.numberOf(this.#words, this.#words.length);
    if (number === count) {
      this.#toldIn.push(this.#told.numberIn(this.stateOf(number)));
      this.#listOf.push(0);
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

  /** What devices and groups were told in a state. */
  toldIn(number: number): Told {
    return this.#told.at(this.#toldIn[number]!);
  }

  /** What can be called in a state, all of it made. */
  callsFrom(number: number): CallsMade {
    if (this.isFull && this.#listOf[number] === 0) return this.#callsPassing(number);
    const list = this.listOf(number);
    const calls: MadeCall[] = [];
    const end = list + this.table.lengthOf(list);
    for (let call = list + 1; call <= end; call += 1) {
      calls.push(this.#madeAt(number, call));
      const failing = this.failingOf(number, call);
      const last = failing + this.table.lengthOf(failing);
      for (let at = failing + 1; at <= last; at += 1) calls.push(this.#madeAt(number, at));
    }
    return { calls, cuts: this.table.cutsOf(list) };
  }

  /** The list of what can be called in a state so that nothing fails: of calls, made or not. */
  listOf(number: number): number {
    const known = this.#listOf[number]!;
    if (known !== 0) return known;
    const { labels, cuts } = this.#calls.without(this.#before(number));
    const list = this.table.list(
      labels,
      labels.map(() => this.#faultless),
      cuts,
    );
    this.#listOf[number] = list;
    return list;
  }

  /** The list of a call of a state with each of the failures that it can run into. */
  failingOf(number: number, call: number): number {
    const known = this.table.failingOf(call);
    if (known !== 0) return known;
    const failing = this.#calls.failing(this.#before(number), this.table.labelOf(call));
    const list =
      failing.length === 0
        ? this.#noCalls
        : this.table.list(
            failing.map(({ label }) => label),
            failing.map(({ faults }) => this.known.numberOf(faults)),
            [],
          );
    this.table.fail(call, list);
    return list;
  }

  /** Finds out what a call of a state comes to, unless somebody did before. */
  make(number: number, call: number): void {
    if (this.table.isMade(call)) return;
    this.known.make(call, this.#make(number, this.known.callOf(call)));
  }

  /** Whether the model grants a call of a state; what else it comes to is not asked. */
  isGranted(number: number, call: number): boolean {
    if (!this.table.isTried(call)) {
      const { action, faults } = this.known.callOf(call);
      this.known.try(call, apply(this.stateOf(number), action, { faults }));
    }
    return this.table.isGranted(call);
  }

  /** What a call comes to where the target chose this id. */
  madeWith(number: number, call: Call, pasid: Pasid): MadeCall {
    return this.#madeAt(number, this.otherwise(number, call, pasid));
  }

  /** The number of a call where the target chose this id: it stands in no list. */
  otherwise(number: number, call: Call, pasid: Pasid): number {
    const key = `${number} ${call.label} ${pasid}`;
    let other = this.#otherwise.get(key);
    if (other === undefined) {
      const made = this.#make(number, call, pasid);
      other = this.table.add(call.label, this.known.numberOf(call.faults));
      this.known.make(other, made);
      this.#otherwise.set(key, other);
    }
    return other;
  }

  /** Makes a call on a copy of its own, which the next one takes over if it is still as it was. */
  #make(number: number, { label, action, faults }: Call, pasid?: Pasid): MadeCall {
    const before = this.#before(number);
    const after = this.#after ?? this.stateOf(number);
    this.#after = undefined;
    const input: Input = pasid === undefined ? { faults } : { faults, pasid };
    const outcome = apply(after, action, input);
    if (outcome.kind === 'illegal') {
      return { label, action, faults, outcome, after: number, observers: 0, broken: undefined };
    }
    const { count } = this.#states;
    const next = this.#numberAfter(after);
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

  /** Whether no more should be kept than there is. */
  get isFull(): boolean {
    return this.table.count >= CALLS_KEPT_MAX;
  }

  /** What can be called in a state, of which nothing is kept. */
  #callsPassing(number: number): CallsMade {
    const { calls, cuts } = this.#calls.from(this.#before(number));
    return { calls: calls.map((call) => this.#make(number, call)), cuts };
  }

  /** A copy of a state that nobody changes, the same as long as it is asked for in turn. */
  #before(number: number): State {
    if (this.#beforeNumber === number) return this.#beforeState!;
    this.#after = undefined;
    this.#beforeNumber = number;
    this.#beforeState = this.stateOf(number);
    return this.#beforeState;
  }

  #madeAt(number: number, call: number): MadeCall {
    this.make(number, call);
    return this.known.madeOf(call);
  }
}

/** Together 384 MB. From further states calls are made anew each time. */
const CALLS_KEPT_MAX = 384_000_000 / CALL_BYTES;

const graphsOf = new WeakMap<Scope, Map<string, ModelGraph>>();
