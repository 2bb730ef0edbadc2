import { Interner, type System as Searched, type Sink, type StateSize, type Words } from '#checker';
import type { ModelStep, Scope, State } from '#model';
import { abstraction } from './abstraction.js';
import { sameBytes, snapshotOf } from './agreement.js';
import { type Call, Calls } from './calls.js';
import { choiceIn, drive, type Observed } from './drive.js';
import type { MadeCall } from './known-calls.js';
import { type Checks, claimed, everything, type Property } from './lockstep.js';
import { outcomeMismatch, untoldGroup } from './mismatch.js';
import { ModelGraph } from './model-graph.js';
import { Numbered } from './numbered.js';
import { sameState } from './same-state.js';
import { SnapshotStore } from './snapshot-store.js';
import { boot, type Callers, type System, type Target } from './target.js';
import type { Told } from './told.js';

/**
 * Who decides what is called next, and what is looked at. `claims`: the implementation is alone, the
 * model follows it, and a broken claim ends nothing. `outcome`, `state`: the model judges, and sees
 * answers alone or states alone; the first difference ends the search.
 */
export type Judge = 'claims' | 'outcome' | 'state';

/** A target in one scope as a system to be searched: a state is three numbers, see `From`. */
export class AloneSystem implements Searched<Property> {
  readonly size: StateSize = { words: 3, bits: 96 };
  /** The properties that were seen broken, each with the length of the path on which it was first. */
  readonly killed = new Map<Property, number>();
  /** Whether the model threw nowhere: from where it does, nobody reads on. */
  isFollowed = true;
  /** Of the paths that are being made. */
  length = 0;
  readonly #judge: Judge;
  readonly #graph: ModelGraph;
  readonly #calls: Calls;
  readonly #checks: Checks;
  readonly #system: System;
  readonly #snapshots = new SnapshotStore();
  readonly #told = new Numbered<Told>();
  /** Snapshots and what was told, each with the state and observers of the model that it is. */
  readonly #agreed = new Interner({ words: 4, bits: 128 });
  /** States of the model that every claim was asked about. */
  readonly #judged = new Set<number>();
  readonly #key: Words = new Int32Array(4);
  /** Whether a step led away from where the target was put back to. */
  #isMoved = true;

  constructor(scope: Scope, target: Target, callers: Callers, judge: Judge) {
    this.#judge = judge;
    this.#graph = ModelGraph.of(scope, callers, 'any');
    this.#calls = new Calls(scope, callers);
    this.#checks = claimed(everything, scope.profile, callers);
    this.#system = boot(target, scope.topology, callers);
  }

  begin(sink: Sink<Property>): void {
    const state = this.#look();
    if (state === undefined) return;
    const { initial } = this.#graph;
    if (this.#judge === 'claims') this.#judgeState(state);
    else if (!sameState(this.#graph.stateOf(initial), state)) this.#kill(this.#judge);
    this.#emit(initial, sink, 0);
  }

  successors(words: Words, _length: number, sink: Sink<Property>): void {
    const from: From = {
      model: words[0]!,
      snapshot: this.#snapshots.read(words[1]!),
      told: this.#told.at(words[2]!),
    };
    this.#isMoved = true;
    for (const call of this.#callsFrom(from.model)) {
      this.#step(from, call, sink);
      if (this.#judge === 'claims' || this.killed.size === 0) continue;
      sink.violated(this.#judge, call.label);
      return;
    }
  }

  /** The calls with what they come to in the model, where it can be told. */
  #callsFrom(model: number): readonly (Call | MadeCall)[] {
    // Only a defect leads to states from which the model leads out of its shape, or in which it throws:
    // nobody knows what could be called in the latter.
    const calls =
      attempt(() => this.#graph.callsFrom(model).calls) ??
      attempt(() => this.#calls.from(this.#graph.stateOf(model)).calls);
    if (calls === undefined) this.isFollowed = false;
    return calls ?? [];
  }

  /** One call on the target, from where it was put back to unless it is still there. */
  #step(from: From, call: Call | MadeCall, sink: Sink<Property>): void {
    const { driver, embedding } = this.#system;
    if (this.#isMoved) {
      driver.restore(from.snapshot);
      embedding.restore(from.told);
    }
    const observed = drive(this.#system, call.action, call.faults);
    const made = this.#madeAs(observed, from, call);
    const snapshot = snapshotOf(driver);
    const isAnswered =
      made !== undefined &&
      outcomeMismatch(made.outcome, observed) === undefined &&
      embedding.usedFaults === call.faults.length;
    this.#isMoved =
      snapshot === undefined || !sameBytes(from.snapshot, snapshot) || !embedding.isAt(from.told);
    // Most calls are refused as the model refuses them, and leave everything as it was.
    const { after, observers, broken } = made ?? UNKNOWN;
    const isStill = after === from.model && observers === 0 && broken === undefined;
    if (!this.#isMoved && isAnswered && isStill) return;
    const seen = this.#seen(made, snapshot);
    const stepped = { from, call, made, observed, seen, isAnswered };
    if (this.#judge === 'claims') this.#follow(stepped, sink);
    else this.#compare(this.#judge, stepped, sink);
  }

  /** The model goes its own way, and the one comparison that is on is made. */
  #compare(judge: 'outcome' | 'state', stepped: Stepped, sink: Sink<Property>): void {
    const { from, call, made, seen, isAnswered } = stepped;
    const { isSame, state } = seen;
    if (made === undefined || (state === undefined && !isSame)) {
      // Nobody reads on from what cannot be looked at, and that is an answer.
      if (judge === 'outcome') this.#kill(judge);
      return;
    }
    const differs =
      judge === 'outcome' ? !isAnswered || this.#isUntold(seen) : !this.#is(made, seen);
    if (differs) this.#kill(judge);
    else if (this.#isMoved || made.after !== from.model) this.#emit(made.after, sink, call.label);
  }

  #isUntold({ isSame, state }: Seen): boolean {
    return !isSame && untoldGroup(this.#system, state!) !== undefined;
  }

  #is({ after, observers }: MadeCall, { isSame, state }: Seen): boolean {
    return isSame || sameState(this.#graph.stateOf(after, observers), state!);
  }

  /** The model goes where the target went; what is claimed of the step and of the state is asked. */
  #follow({ from, call, made, observed, seen, isAnswered }: Stepped, sink: Sink<Property>): void {
    // A step of the model of which it is known that nothing is broken.
    if (made !== undefined && seen.isSame && isAnswered && made.broken === undefined) {
      if (this.#judged.has(made.after)) {
        if (this.#isMoved) this.#emit(made.after, sink, call.label);
        return;
      }
    }
    const after =
      made !== undefined && seen.isSame
        ? this.#graph.stateOf(made.after, made.observers)
        : seen.state;
    if (after === undefined) return;
    this.#judgeState(after);
    if (observed.kind !== 'nonsense') {
      const input = { ...choiceIn(observed), faults: call.faults };
      const before = this.#graph.stateOf(from.model);
      this.#judgeStep({ before, action: call.action, input, outcome: observed, after });
    }
    if (!this.#isMoved) return;
    const next = attempt(() => this.#graph.numberOf(after));
    // What is no state of any machine: nobody knows what could be called in it.
    if (next === undefined) return;
    this.#judged.add(next);
    this.#emit(next, sink, call.label);
  }

  #judgeState(state: State): void {
    for (const claim of this.#checks.invariants) {
      if (!this.killed.has(claim.id) && claim.violation(state) !== undefined) this.#kill(claim.id);
    }
  }

  #judgeStep(step: ModelStep): void {
    for (const claim of this.#checks.transitionInvariants) {
      if (!this.killed.has(claim.id) && claim.violation(step) !== undefined) this.#kill(claim.id);
    }
  }

  #kill(property: Property): void {
    if (!this.killed.has(property)) this.killed.set(property, this.length);
  }

  /** What a call comes to in the model, which is told the id that the target chose. */
  #madeAs(observed: Observed, { model }: From, call: Call | MadeCall): MadeCall | undefined {
    if (!isMade(call)) return undefined;
    const { pasid } = choiceIn(observed);
    if (pasid === undefined || pasid === choiceIn(call.outcome).pasid) return call;
    return attempt(() => this.#graph.madeWith(model, call, pasid));
  }

  /** Whether the target is, told groups included, where a call leads in the model; else what it is in. */
  #seen(made: MadeCall | undefined, snapshot: Uint8Array | undefined): Seen {
    const key = this.#key;
    if (made === undefined) return { isSame: false, state: this.#look() };
    const { after, observers } = made;
    if (snapshot !== undefined) {
      key[0] = this.#snapshots.numberOf(snapshot);
      key[1] = this.#told.numberOf(this.#system.embedding.told);
      key[2] = after;
      key[3] = observers;
      if (this.#agreed.has(key, key.length)) return { isSame: true, state: undefined };
    }
    const state = this.#look();
    if (state === undefined) return { isSame: false, state };
    const isSame =
      sameState(this.#graph.stateOf(after, observers), state) &&
      untoldGroup(this.#system, state) === undefined;
    if (isSame && snapshot !== undefined) this.#agreed.numberOf(key, key.length);
    return { isSame, state };
  }

  #look(): State | undefined {
    return attempt(() => abstraction(this.#system));
  }

  /** A state, in which observers start anew. */
  #emit(model: number, sink: Sink<Property>, label: number): void {
    const { driver, embedding } = this.#system;
    this.#isMoved = true;
    driver.startObservers();
    const snapshot = snapshotOf(driver);
    if (snapshot === undefined) return;
    sink.after[0] = model;
    sink.after[1] = this.#snapshots.numberOf(snapshot);
    sink.after[2] = this.#told.numberOf(embedding.told);
    sink.emit(sink.after.length, label);
  }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Of a call of which the model says nothing. */
const UNKNOWN = { after: -1, observers: 0, broken: undefined };

function isMade(call: Call | MadeCall): call is MadeCall {
  return 'outcome' in call;
}

/** A state that is searched from: the number of the model's, and what the target is put back to. */
interface From {
  readonly model: number;
  readonly snapshot: Uint8Array;
  readonly told: Told;
}

/** Where a target is after a call: where the model is, or in a state; in none, if it cannot be looked at. */
interface Seen {
  readonly isSame: boolean;
  readonly state: State | undefined;
}

/** A call that was made. */
interface Stepped {
  readonly from: From;
  readonly call: Call;
  /** Absent where the model leads out of its shape. */
  readonly made: MadeCall | undefined;
  readonly observed: Observed;
  readonly seen: Seen;
  /** Whether the answer is the model's. */
  readonly isAnswered: boolean;
}
