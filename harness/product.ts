import {
  type Broken,
  type BrokenClaim,
  type System as Searched,
  type Sink,
  type StateSize,
  type Words,
} from '#checker';
import type { Scope } from '#model';
import { differenceFrom, disagreement, sameBytes, snapshotOf } from './agreement.js';
import { Calls } from './calls.js';
import { choiceIn, drive, type Observed } from './drive.js';
import type { MadeCall } from './known-calls.js';
import { outcomeMismatch } from './lockstep.js';
import { ModelGraph } from './model-graph.js';
import type { Run } from './run.js';
import { SnapshotStore } from './snapshot-store.js';
import { boot, type Callers, type System, type Target } from './target.js';
import type { Told } from './told.js';

/**
 * Reference model and target side by side, as one system to be searched: a state is the number of the
 * model's and the number of the target's snapshot. What devices and groups were told needs no number
 * of its own, because it is compared with the model's record of it after every step. Both sides start
 * the observers anew in each state, and what one step makes of them is compared.
 *
 * Every call is made on the target. What it comes to in the model is taken from its graph, and that a
 * snapshot is that of a state of the model is found out once: `PlainProduct` is the same without
 * remembering anything, and a property makes every step both ways.
 *
 * The target chooses ids itself, so only faults are tried; the model is told the choice. A step on
 * which the two disagree ends the search: no shorter trace shows any disagreement.
 */
export class ProductSystem implements Searched<BrokenClaim> {
  readonly size: StateSize = { words: 2, bits: 64 };
  readonly #scope: Scope;
  readonly #target: Target;
  readonly #calls: Calls;
  readonly #graph: ModelGraph;
  readonly #system: System;
  readonly #snapshots = new SnapshotStore();
  /** By snapshot: the number of the one with observers started anew. */
  readonly #started: (number | undefined)[] = [];
  /** By snapshot: the state of the model, and its observers, that it was last seen to be of. */
  readonly #agreed = { after: [] as number[], observers: [] as number[] };
  /** Whether a step led away from where both sides were put back to. */
  #isMoved = true;

  constructor(scope: Scope, target: Target, callers: Callers = 'lawful') {
    this.#scope = scope;
    this.#target = target;
    this.#calls = new Calls(scope, callers);
    this.#graph = ModelGraph.of(scope, callers);
    this.#system = boot(target, scope.topology, callers);
  }

  get bytes(): number {
    const numbers = this.#started.length + 2 * this.#agreed.after.length;
    return this.#graph.bytes + this.#snapshots.bytes + numbers * NUMBER_BYTES;
  }

  begin(sink: Sink<BrokenClaim>): void {
    const fresh = boot(this.#target, this.#scope.topology, this.#calls.callers);
    const { initial } = this.#graph;
    sink.after.set(this.#wordsOf(initial, fresh));
    sink.emit(sink.after.length, 0);
    const difference = differenceFrom(this.#graph.stateOf(initial), fresh);
    if (difference !== undefined) sink.violated(disagreement(difference), 0);
  }

  successors(words: Words, _length: number, sink: Sink<BrokenClaim>): void {
    const model = words[0]!;
    const number = words[1]!;
    const from = {
      model,
      number,
      snapshot: this.#snapshots.read(number),
      told: this.#graph.toldIn(model),
    };
    this.#isMoved = true;
    const { calls, cuts } = this.#graph.callsFrom(model);
    for (const label of cuts) sink.cut(label);
    for (const call of calls) {
      const broken = this.#step(from, call, sink);
      if (broken === undefined) continue;
      sink.violated(broken, call.label);
      return;
    }
  }

  /** One step on both sides, from where they were put back to unless they are still there. */
  #step(from: From, call: MadeCall, sink: Sink<BrokenClaim>): BrokenClaim | undefined {
    const { driver, embedding } = this.#system;
    if (this.#isMoved) {
      driver.restore(from.snapshot);
      embedding.restore(from.told);
    }
    const observed = drive(this.#system, call.action, call.faults);
    const made = this.#madeAs(observed, from, call);
    const answer =
      outcomeMismatch(made.outcome, observed) ??
      (embedding.usedFaults < call.faults.length ? 'a fault is not met' : undefined);
    if (answer !== undefined) return disagreement(answer);

    const snapshot = snapshotOf(driver);
    this.#isMoved = !this.#isStillAt(from, made, snapshot);
    sink.after[0] = made.after;
    sink.after[1] = from.number;
    if (this.#isMoved) {
      const number = snapshot && this.#snapshots.numberOf(snapshot);
      const difference = this.#difference(made, number);
      if (difference !== undefined) return disagreement(difference);
      sink.after[1] = this.#startedFrom(number);
    }
    sink.emit(sink.after.length, call.label);
    return made.broken;
  }

  /** What a call comes to in the model, which is told the id that the target chose. */
  #madeAs(observed: Observed, { model }: From, call: MadeCall) {
    if (!('pasid' in observed)) return call;
    const { pasid } = choiceIn(observed);
    if (pasid === undefined || pasid === choiceIn(call.outcome).pasid) return call;
    return this.#graph.madeWith(model, call, pasid);
  }

  /** Whether both sides are where they were put back to, what devices were told included. */
  #isStillAt(
    from: From,
    { after, observers }: MadeCall,
    snapshot: Uint8Array | undefined,
  ): boolean {
    if (after !== from.model || observers !== 0 || snapshot === undefined) return false;
    return sameBytes(from.snapshot, snapshot) && this.#system.embedding.isAt(from.told);
  }

  /** Why the target is not where the model is; it is looked at once for each snapshot. */
  #difference({ after, observers }: MadeCall, snapshot: number | undefined): string | undefined {
    const agreed = this.#agreed;
    if (snapshot !== undefined) {
      const isKnown = agreed.after[snapshot] === after && agreed.observers[snapshot] === observers;
      if (isKnown && this.#wasTold(this.#graph.toldIn(after))) return undefined;
    }
    const difference = differenceFrom(this.#graph.stateOf(after, observers), this.#system);
    if (difference === undefined && snapshot !== undefined) {
      agreed.after[snapshot] = after;
      agreed.observers[snapshot] = observers;
    }
    return difference;
  }

  /** Whether devices and groups were told this, as far as the two sides are compared in it. */
  #wasTold(told: Told): boolean {
    const { callers, embedding } = this.#system;
    return (
      embedding.devicesWereTold(told) && (callers === 'sloppy' || embedding.groupsWereTold(told))
    );
  }

  /** The number of the snapshot with observers started anew. */
  #startedFrom(snapshot: number | undefined): number {
    const known = snapshot === undefined ? undefined : this.#started[snapshot];
    if (known !== undefined) return known;
    const { driver } = this.#system;
    driver.startObservers();
    const started = this.#snapshots.numberOf(driver.snapshot());
    if (snapshot !== undefined) this.#started[snapshot] = started;
    return started;
  }

  #wordsOf(model: number, { driver }: System): Words {
    driver.startObservers();
    return Int32Array.of(model, this.#snapshots.numberOf(driver.snapshot()));
  }

  /** The words of the product state that a path leads to, made from reset and without any restore. */
  replayed(path: readonly number[]): Words {
    const system = boot(this.#target, this.#scope.topology, this.#calls.callers);
    const session = this.#calls.session(this.#target, path, system);
    return this.#wordsOf(this.#graph.numberOf(session.state), system);
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

/** Of a number in an array. */
const NUMBER_BYTES = 8;

/** A state of the product that is searched from: by numbers, and for either side. */
interface From {
  readonly model: number;
  readonly number: number;
  readonly snapshot: Uint8Array;
  readonly told: Told;
}
