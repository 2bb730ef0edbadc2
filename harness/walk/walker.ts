import { Interner, type Words } from '#checker';
import type { Scope } from '#model';
import { differenceFrom, sameBytes, snapshotOf } from '../agreement.js';
import type { WalkDraws } from '../arbitraries.js';
import { Calls } from '../calls.js';
import { choiceIn, drive } from '../drive.js';
import type { Told } from '../embedding.js';
import type { Run } from '../run.js';
import { sameOutcome } from '../same-outcome.js';
import { answerOf, type Shown } from '../seen.js';
import { SnapshotStore } from '../snapshot-store.js';
import { boot, type Callers, type System, type Target } from '../target.js';
import { Choices } from './choices.js';
import { Places, type Step } from './places.js';

/** How a walk went. */
export interface Walked {
  /** The numbers of its calls, see `Calls`; the last one is that after which a check failed, if any did. */
  readonly path: readonly number[];
  /** The failing run along this path, made again from reset. */
  readonly failing: Run | undefined;
}

/**
 * Random walks over model and target together, in a scope that ends. Every call is made on the target,
 * and its answer, the failures it ran into, its snapshot and what devices were told are compared with
 * what the call comes to in the model. That, and whether any claim is broken by it, is found out once
 * (`ModelGraph`); and that a snapshot is of a state of the model is found out by looking, once for each
 * two of them. So a step that was made before costs the call, a snapshot, and comparing bytes.
 *
 * Observers (peaks, counts of refusals) start anew in every state on both sides, as in searches: they
 * decide nothing, and with them hardly a snapshot would come twice. What one step makes of them is in the
 * snapshot that is compared. A mistake in them shows in the step that makes it, whatever they were
 * before: a peak is the greater of itself and of what is used, and a refusal adds one to a count.
 *
 * What a snapshot does not say can only show in answers, each of which is compared, or to who looks: so
 * at the end of each walk the target is looked at in any case. A walk that fails is made again from reset
 * in lockstep with every check in full, and that run is what is reported. Every walk begins with a target
 * that is freshly booted, so it depends on nothing that was walked before.
 */
export class Walker {
  readonly #target: Target;
  readonly #calls: Calls;
  readonly #places: Places;
  readonly #snapshots = new SnapshotStore();
  /** By number: the bytes of a snapshot, one copy for all steps after which it was seen. */
  readonly #bytes: Uint8Array[] = [];
  /** Snapshots, each with the state and the observers of the model that it was seen to be of. */
  readonly #agreed = new Interner({ words: 3, bits: 96 });
  readonly #agreeing: Words = new Int32Array(3);
  /** The steps that the unit which runs has made. */
  readonly #made: Step[] = [];
  #looks = 0;

  private constructor(scope: Scope, target: Target, callers: Callers) {
    this.#target = target;
    this.#calls = new Calls(scope, callers);
    this.#places = new Places(scope, callers);
  }

  /** Who walks there: one for all units, until it remembers no more. */
  static of(scope: Scope, target: Target, callers: Callers): Walker {
    const key = `${scope.name} ${callers}`;
    let walkers = walkersOf.get(target);
    if (walkers === undefined) walkersOf.set(target, (walkers = new Map<string, Walker>()));
    let walker = walkers.get(key);
    if (walker === undefined || walker.#places.isFull) {
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
    const choices = new Choices(drawn);
    const path: number[] = [];
    let place = this.#places.initial;
    while (path.length < drawn.length) {
      const chosen = choices.from(place);
      if (chosen === undefined) break;
      path.push(chosen.made.label);
      const step = this.#step(system, chosen);
      if (step === undefined) return { path, failing: this.#madeAgain(path) };
      place = this.#places.after(step);
    }
    if (differenceFrom(this.#places.graph.stateOf(place.number), system) !== undefined) {
      return { path, failing: this.#madeAgain(path) };
    }
    return { path, failing: undefined };
  }

  /** What the steps since the last time have shown; they are forgotten as steps of this unit. */
  shown(): Shown {
    const counts = new Map<string, Map<string, number>>();
    const reached = new Set<NonNullable<Step['reached']>[number]>();
    for (const step of this.#made) {
      const { action, outcome } = step.made;
      for (const id of this.#places.reachedBy(step)) reached.add(id);
      if (outcome.kind === 'illegal') continue;
      let answers = counts.get(action.kind);
      if (answers === undefined) counts.set(action.kind, (answers = new Map<string, number>()));
      const answer = answerOf(outcome);
      answers.set(answer, (answers.get(answer) ?? 0) + step.times);
      step.times = 0;
    }
    this.#made.length = 0;
    return { witnesses: reached, counts };
  }

  /** The step that a call came to; undefined where a check failed. */
  #step(system: System, chosen: Step): Step | undefined {
    const { driver, embedding } = system;
    const { action, faults } = chosen.made;
    const observed = drive(system, action, faults);
    const { pasid } = choiceIn(observed);
    const isOther = pasid !== undefined && pasid !== choiceIn(chosen.made.outcome).pasid;
    const step = isOther ? this.#places.otherwise(chosen, pasid) : chosen;
    if (!sameOutcome(step.made.outcome, observed)) return undefined;
    if (embedding.usedFaults < faults.length || step.made.broken !== undefined) return undefined;
    if (!this.#agrees(system, step)) return undefined;
    driver.startObservers();
    if (step.times === 0) this.#made.push(step);
    step.times += 1;
    return step;
  }

  /** Whether the target is where the step leads in the model. */
  #agrees(system: System, step: Step): boolean {
    const snapshot = snapshotOf(system.driver);
    const isTold = wasTold(system, this.#places.graph.toldIn(step.made.after));
    if (snapshot === undefined) return this.#looksAlike(system, step);
    if (isTold && step.snapshot !== undefined && sameBytes(step.snapshot, snapshot)) return true;
    const number = this.#snapshots.numberOf(snapshot);
    const agreeing = this.#agreeing;
    agreeing[0] = number;
    agreeing[1] = step.made.after;
    agreeing[2] = step.made.observers;
    const isSeen = isTold && this.#agreed.has(agreeing, agreeing.length);
    if (!isSeen && !this.#looksAlike(system, step)) return false;
    this.#agreed.numberOf(agreeing, agreeing.length);
    step.snapshot = this.#bytes[number] ??= snapshot;
    return true;
  }

  #looksAlike(system: System, { made: { after, observers } }: Step): boolean {
    this.#looks += 1;
    return differenceFrom(this.#places.graph.stateOf(after, observers), system) === undefined;
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

const walkersOf = new WeakMap<Target, Map<string, Walker>>();

/** Whether devices and groups were told this, as far as the two sides are compared in it. */
function wasTold({ callers, embedding }: System, told: Told): boolean {
  return embedding.isAt(told) || (callers === 'sloppy' && embedding.devicesWereTold(told));
}
