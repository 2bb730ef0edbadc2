import { Interner, type Words } from '#checker';
import { type Scope, type WitnessId, witnesses } from '#model';
import { differenceFrom, sameBytes, snapshotOf } from '../agreement.js';
import { Calls } from '../calls.js';
import { choiceIn, drive, type Observed } from '../drive.js';
import { ModelGraph } from '../model-graph.js';
import type { Run } from '../run.js';
import { sameOutcome } from '../same-outcome.js';
import { Seen, type Shown } from '../seen.js';
import { SnapshotStore } from '../snapshot-store.js';
import { boot, type Callers, type System, type Target } from '../target.js';
import type { Told } from '../told.js';
import { Choices, NO_CALL } from './choices.js';
import type { WalkDraws } from './draws.js';
import { grown, Junctions } from './junctions.js';

/** How a walk went. */
export interface Walked {
  /** The labels of its calls, see `Calls`; the last one is that after which a check failed, if any did. */
  readonly path: readonly number[];
  /** The failing run along this path, made again from reset. */
  readonly failing: Run | undefined;
}

/**
 * Random walks over model and target together, in a scope that ends. Every call is made on the target,
 * and its answer, the failures it ran into, its snapshot and what devices were told are compared with
 * what the call comes to in the model. That, and whether any claim is broken by it, is found out once,
 * when the first walk takes it (`ModelGraph`); and that a snapshot is of a state of the model is found
 * out by looking, once for each two of them. So a step that was made before costs the call, a snapshot,
 * and comparing bytes; and a step that was not, what it costs in other runs.
 *
 * Nothing is concluded that was not seen:
 *
 * 1. What a call comes to in the model depends on its state, the call, its failures and the id chosen
 *    alone. These are what it is remembered by, so outcome, state and claims are those that asking
 *    again would give.
 * 2. The walk is in the state that the model is in, step by step, because each step begins where the one
 *    before it ended and the target is never put back.
 * 3. Equal bytes were looked at before, in full, and were of this state with these observers. They say
 *    all that a target keeps, as far as it keeps its word; what it hides from its snapshots can only
 *    show in answers, each of which is compared, or to who looks: at the end of each walk it is looked
 *    at in any case.
 * 4. Observers (peaks, counts of refusals) start anew in every state on both sides, as in searches: they
 *    decide nothing, and with them hardly a snapshot would come twice. What one step makes of them is in
 *    the snapshot that is compared. A mistake in them shows in the step that makes it, whatever they
 *    were before: a peak is the greater of itself and of what is used, and a refusal adds one to a count.
 *
 * A walk that fails is made again from reset in lockstep with every check in full, and that run is what is
 * reported. Every walk begins with a target that is freshly booted, so it depends on nothing that was
 * walked before.
 */
export class Walker {
  readonly #target: Target;
  readonly #calls: Calls;
  readonly #graph: ModelGraph;
  readonly #junctions: Junctions;
  readonly #snapshots = new SnapshotStore();
  /** By number: the bytes of a snapshot, one copy for all calls after which it was seen. */
  readonly #bytes: Uint8Array[] = [];
  /** Snapshots, each with the state and the observers of the model that it was seen to be of. */
  readonly #agreed = new Interner({ words: 3, bits: 96 });
  readonly #agreeing: Words = new Int32Array(3);
  /** By call: one more than the number of the snapshot seen after it last, which was compared; 0: none. */
  #seenAfter = new Int32Array(2 ** 12);
  /** By call: how often the unit that runs made it. */
  #times = new Int32Array(2 ** 12);
  /** The calls that it made, each after the state in which it made them. */
  readonly #made: number[] = [];
  /** By call: the witnesses that it reaches, once somebody asked. */
  readonly #reached: (readonly WitnessId[] | undefined)[] = [];
  #looks = 0;

  private constructor(scope: Scope, target: Target, callers: Callers) {
    this.#target = target;
    this.#calls = new Calls(scope, callers);
    this.#graph = ModelGraph.of(scope, callers);
    this.#junctions = new Junctions(this.#graph);
  }

  /** Who walks there: one for all units, until it remembers no more. */
  static of(scope: Scope, target: Target, callers: Callers): Walker {
    const key = `${scope.name} ${callers}`;
    let walkers = walkersOf.get(target);
    if (walkers === undefined) walkersOf.set(target, (walkers = new Map<string, Walker>()));
    let walker = walkers.get(key);
    if (walker === undefined || walker.#graph.isFull) {
      walker = new Walker(scope, target, callers);
      walkers.set(key, walker);
    }
    return walker;
  }

  /** How often the target was looked at because a snapshot had not been seen with its state before. */
  get looks(): number {
    return this.#looks;
  }

  /** One walk from the booted target, until it has its length, nothing can be called or a check fails. */
  walk(drawn: WalkDraws): Walked {
    const { scope, callers } = this.#calls;
    const system = boot(this.#target, scope.topology, callers);
    const choices = new Choices(this.#graph, this.#junctions, drawn);
    const path: number[] = [];
    let state = this.#graph.initial;
    while (path.length < drawn.length) {
      const chosen = choices.from(state);
      if (chosen === NO_CALL) break;
      path.push(this.#graph.table.labelOf(chosen));
      const made = this.#step(system, state, chosen);
      if (made === NO_CALL) return { path, failing: this.#madeAgain(path) };
      state = this.#graph.table.afterOf(made);
    }
    if (differenceFrom(this.#graph.stateOf(state), system) !== undefined) {
      return { path, failing: this.#madeAgain(path) };
    }
    return { path, failing: undefined };
  }

  /** What the steps since the last time have shown; they are forgotten as steps of this unit. */
  shown(): Shown {
    const counts = new Seen();
    const reached = new Set<WitnessId>();
    for (let at = 0; at < this.#made.length; at += 2) {
      const call = this.#made[at + 1]!;
      const outcome = this.#graph.known.outcomeOf(call);
      if (outcome.kind !== 'illegal') {
        counts.record(this.#graph.known.actionOf(call).kind, outcome, this.#times[call]);
        for (const id of this.#reachedBy(this.#made[at]!, call)) reached.add(id);
      }
      this.#times[call] = 0;
    }
    this.#made.length = 0;
    return { witnesses: reached, counts: counts.shown.counts };
  }

  /** The witnesses that a call in a state reaches, asked once. */
  #reachedBy(state: number, call: number): readonly WitnessId[] {
    const known = this.#reached[call];
    if (known !== undefined) return known;
    const { action, faults } = this.#graph.known.callOf(call);
    const outcome = this.#graph.known.outcomeOf(call);
    const { table } = this.#graph;
    const made = {
      before: this.#graph.stateOf(state),
      action,
      input: { ...choiceIn(outcome), faults },
      outcome,
      after: this.#graph.stateOf(table.afterOf(call), table.observersOf(call)),
    };
    const reached = witnesses.filter((witness) => witness.reached(made)).map(({ id }) => id);
    this.#reached[call] = reached.length === 0 ? NONE : reached;
    return reached;
  }

  /** The number of the call as it was made; none, where a check failed. */
  #step(system: System, state: number, chosen: number): number {
    const { driver, embedding } = system;
    const graph = this.#graph;
    const faults = graph.known.faultsOf(chosen);
    const observed = drive(system, graph.known.actionOf(chosen), faults);
    graph.make(state, chosen);
    const call = sameOutcome(graph.known.outcomeOf(chosen), observed)
      ? chosen
      : this.#otherwise(state, chosen, observed);
    if (call === NO_CALL || embedding.usedFaults < faults.length) return NO_CALL;
    this.#makeRoom(call);
    if (graph.known.brokenBy(call) !== undefined || !this.#agrees(system, call)) return NO_CALL;
    driver.startObservers();
    if (this.#times[call] === 0) this.#made.push(state, call);
    this.#times[call]! += 1;
    return call;
  }

  /** The call where the target chose another id than the model, if that is all that is different. */
  #otherwise(state: number, chosen: number, observed: Observed): number {
    const graph = this.#graph;
    const { pasid } = choiceIn(observed);
    if (pasid === undefined || pasid === choiceIn(graph.known.outcomeOf(chosen)).pasid)
      return NO_CALL;
    const call = graph.otherwise(state, graph.known.callOf(chosen), pasid);
    return sameOutcome(graph.known.outcomeOf(call), observed) ? call : NO_CALL;
  }

  #makeRoom(call: number): void {
    if (call < this.#times.length) return;
    this.#seenAfter = grown(this.#seenAfter, call + 1);
    this.#times = grown(this.#times, call + 1);
  }

  /** Whether the target is where the call leads in the model. */
  #agrees(system: System, call: number): boolean {
    const { table } = this.#graph;
    const snapshot = snapshotOf(system.driver);
    if (snapshot === undefined) return this.#looksAlike(system, call);
    const isTold = wasTold(system, this.#graph.toldIn(table.afterOf(call)));
    const before = this.#seenAfter[call]!;
    if (isTold && before !== 0 && sameBytes(this.#bytes[before - 1]!, snapshot)) return true;
    const number = this.#snapshots.numberOf(snapshot);
    const agreeing = this.#agreeing;
    agreeing[0] = number;
    agreeing[1] = table.afterOf(call);
    agreeing[2] = table.observersOf(call);
    const isSeen = isTold && this.#agreed.has(agreeing, agreeing.length);
    if (!isSeen && !this.#looksAlike(system, call)) return false;
    this.#agreed.numberOf(agreeing, agreeing.length);
    this.#bytes[number] ??= snapshot;
    this.#seenAfter[call] = number + 1;
    return true;
  }

  #looksAlike(system: System, call: number): boolean {
    this.#looks += 1;
    const { table } = this.#graph;
    const model = this.#graph.stateOf(table.afterOf(call), table.observersOf(call));
    return differenceFrom(model, system) === undefined;
  }

  /** The run along a path, made from reset. Throws if nothing fails, because then it is no run. */
  #madeAgain(path: readonly number[]): Run {
    const run = this.#calls.session(this.#target, path).end();
    if (run.failure !== undefined) return run;
    throw new Error(
      `harness: expected a walk of ${path.length} steps in scope ${this.#calls.scope.name} to fail when it is made again from reset, saw no failure; does ${this.#target.name} answer two ways, or not start its observers anew? Run npx pasid-verify explore --scope ${this.#calls.scope.name} --target ${this.#target.name}`,
    );
  }
}

const NONE: readonly WitnessId[] = [];

const walkersOf = new WeakMap<Target, Map<string, Walker>>();

/** Whether devices and groups were told this, as far as the two sides are compared in it. */
function wasTold({ callers, embedding }: System, told: Told): boolean {
  return embedding.isAt(told) || (callers === 'sloppy' && embedding.devicesWereTold(told));
}
