import type { Fault, Profile } from '#contract';
import type { Violation } from '#declaration';
import type { Action, Input, PropertyId, Scope, State, StepOutcome } from '#model';
import { apply, copyState, initialState, invariants, step, transitionInvariants } from '#model';
import { abstraction } from './abstraction.js';
import { Candidates } from './candidates.js';
import { choiceIn, drive, type Observed } from './drive.js';
import { Focus } from './focus.js';
import { Incremental, STEPS_PER_FULL_CHECK } from './incremental.js';
import { isVast, stepsPerLook } from './looks.js';
import { outcomeMismatch, stateMismatch, untoldGroup } from './mismatch.js';
import { sameState } from './same-state.js';
import type { Seen } from './seen.js';
import { sharedState } from './shared-state.js';
import type { Callers, System } from './target.js';

/** What a failure is filed under: the broken invariant, or that the two sides differ. */
export type Property = PropertyId | 'outcome' | 'state';

type Claim = (typeof invariants)[number] | (typeof transitionInvariants)[number];

/** Which checks follow each step, in the order in which they are looked at. */
export interface Checks {
  readonly invariants: readonly (typeof invariants)[number][];
  readonly transitionInvariants: readonly (typeof transitionInvariants)[number][];
  readonly outcome: boolean;
  readonly state: boolean;
}

/** Every check: invariants and transition invariants in reading order, then outcome, then state. */
export const everything: Checks = {
  invariants,
  transitionInvariants,
  outcome: true,
  state: true,
};

/** Whether a claim speaks of a profile and of such callers. */
export function isClaimed(claim: Claim, profile: Profile, callers: Callers): boolean {
  return claim.profiles.includes(profile) && (claim.callers === 'any' || callers === 'lawful');
}

/** The checks that speak of a profile and of such callers; the same value on every call. */
export function claimed(checks: Checks, profile: Profile, callers: Callers): Checks {
  let byPlace = claimedAt.get(checks);
  if (byPlace === undefined) claimedAt.set(checks, (byPlace = new Map()));
  const place = `${profile} ${callers}`;
  const known = byPlace.get(place);
  if (known !== undefined) return known;
  const found = {
    ...checks,
    invariants: checks.invariants.filter((claim) => isClaimed(claim, profile, callers)),
    transitionInvariants: checks.transitionInvariants.filter((claim) =>
      isClaimed(claim, profile, callers),
    ),
  };
  byPlace.set(place, found);
  return found;
}

// A machine is booted for every short run, and there are only a few answers.
const claimedAt = new WeakMap<Checks, Map<string, Checks>>();

/** Every property by name, in the order in which failures are filed. */
export const properties: readonly Property[] = [
  ...invariants.map(({ id }) => id),
  ...transitionInvariants.map(({ id }) => id),
  'outcome',
  'state',
];

/** A check that failed, at the step after which it was made. */
export interface Failure extends Violation {
  readonly property: Property;
}

/** What a step showed: the answer, the faults that were part of it, and the check that failed. */
export interface Stepped {
  readonly outcome: Observed;
  readonly faults: readonly Fault[];
  readonly failure?: Failure;
}

/**
 * How steps are checked: with the model's step for readers, or with its recipe on a private copy;
 * incrementally: with that, but for checks that what the step changed cannot concern.
 */
export type Path = 'readable' | 'mutable' | 'incremental';

/**
 * Reference model and system under test, side by side. Each step is made by the system first, then
 * by the model, which is told the id that the system chose and judges whether that was legal.
 */
export class Lockstep {
  readonly scope: Scope;
  readonly #seen: Seen;
  readonly #system: System;
  readonly #checks: Checks;
  readonly #path: Path;
  /** With neither comparison on, the model follows the system instead of judging it. */
  readonly #follows: boolean;
  /** There on the incremental path, unless a comparison is off: then little is left to save. */
  readonly #incremental: Incremental | undefined;
  /** There in vast scopes, on every path: what is worth drawing is found out without looking at all. */
  readonly #focus: Focus | undefined;
  /** 1: the system is looked at after every step. */
  readonly #stepsPerLook: number;
  #model: State;
  /** The system as it was last looked at. */
  #last: State;
  /** Whether it was looked at after the last step. */
  #isLastCurrent = true;
  #steps = 0;

  constructor(options: {
    scope: Scope;
    system: System;
    checks: Checks;
    path: Path;
    /** Where what the run shows is noted. */
    seen: Seen;
  }) {
    this.scope = options.scope;
    this.#checks = claimed(options.checks, options.scope.profile, options.system.callers);
    this.#seen = options.seen;
    this.#path = options.path;
    this.#follows = !options.checks.outcome && !options.checks.state;
    this.#system = options.system;
    this.#model = initialState(options.scope.topology);
    if (options.path !== 'readable') this.#model = copyState(this.#model);
    this.#last = abstraction(this.#system);
    const { outcome, state } = options.checks;
    this.#incremental =
      options.path === 'incremental' && outcome && state
        ? new Incremental(this.#checks.invariants, options.scope, this.#model)
        : undefined;
    this.#focus = isVast(options.scope) ? new Focus(options.scope, this.#model) : undefined;
    this.#stepsPerLook = this.#incremental === undefined ? 1 : stepsPerLook(options.scope);
  }

  /** Whether a failure may be of an earlier step than the one after which it was seen. */
  get isLookingSeldom(): boolean {
    return this.#stepsPerLook > 1;
  }

  /** Whether the callers of this run keep their contract. */
  get callers(): Callers {
    return this.#system.callers;
  }

  /** The state against which the next command is resolved. On the mutable path: read it now. */
  get state(): State {
    return this.#model;
  }

  /** What is worth drawing next. */
  get candidates(): Candidates {
    const kept = this.#focus ?? this.#incremental?.candidatesIn(this.#last);
    return kept ?? new Candidates(this.scope, this.#model);
  }

  /**
   * One step on both sides, and every check that is on. A fault that neither side runs into is no
   * part of the step; one that only one side runs into is a disagreement.
   */
  step(action: Action, drawn: readonly Fault[]): Stepped {
    const { embedding } = this.#system;
    // Two steps in a row: claims about steps are made of a state before and one after.
    const isLooking = this.#steps % this.#stepsPerLook >= this.#stepsPerLook - 2;
    embedding.isWatched = isLooking;
    const observed = drive(this.#system, action, drawn);
    this.#seen.record(action.kind, observed);
    const { usedFaults } = embedding;
    const missing = drawn[usedFaults];
    const isMissed = missing !== undefined && isLooking && this.#modelMeets(action, drawn);
    const faults = missing === undefined || isMissed ? drawn : drawn.slice(0, usedFaults);
    const input: Input = { ...choiceIn(observed), faults };
    const after = isLooking ? this.#look() : undefined;
    if (typeof after === 'string')
      return { outcome: observed, faults, failure: failedAnswer(after) };
    const broken = after && this.#brokenInvariant(action, input, observed, after);
    if (after !== undefined) this.#last = after;
    this.#isLastCurrent = isLooking;
    const expected = this.#stepModel(action, input, after);
    const missed = isMissed ? this.#missed(missing) : undefined;
    const failure = broken ?? missed ?? this.#disagreement(expected, observed, after);
    this.#focus?.note(action, observed, this.#model);
    this.#steps += 1;
    // Where looks are rare, they are all that is made in between.
    const isDue = !this.isLookingSeldom && this.#steps % STEPS_PER_FULL_CHECK === 0;
    if (failure === undefined && isDue) this.#checkInFull();
    return { outcome: observed, faults, ...(failure && { failure }) };
  }

  /** Makes the checks that the incremental path left out so far; a failure that only a look shows. */
  end(): Failure | undefined {
    const failure = this.#isLastCurrent ? undefined : this.#lastLook();
    if (failure === undefined) this.#checkInFull();
    return failure;
  }

  #checkInFull(): void {
    this.#incremental?.checkInFull(this.#model, abstraction(this.#system));
  }

  #lastLook(): Failure | undefined {
    const after = this.#look();
    if (typeof after === 'string') return failedAnswer(after);
    return this.#brokenState(after) ?? this.#differing(after);
  }

  /** What the system says of itself; a sentence, if it cannot even say that. */
  #look(): State | string {
    try {
      const after = abstraction(this.#system);
      return this.#incremental === undefined ? after : sharedState(this.#last, after);
    } catch (error) {
      return `the implementation threw ${String(error)} when it was looked at`;
    }
  }

  /** Whether the model, in the state before the step, runs into these faults. */
  #modelMeets(action: Action, faults: readonly Fault[]): boolean {
    return apply(copyState(this.#model), action, { faults }).kind !== 'illegal';
  }

  #missed({ at }: Fault): Failure | undefined {
    const reason = `the implementation did not run into the fault at ${at}`;
    return this.#checks.outcome ? failedAnswer(reason) : undefined;
  }

  /** The model's outcome; undefined where the model only follows. */
  #stepModel(action: Action, input: Input, after: State | undefined): StepOutcome | undefined {
    if (this.#follows && after !== undefined) {
      this.#model = after;
      return undefined;
    }
    if (this.#incremental !== undefined) return this.#incremental.stepModel(action, input);
    if (this.#path !== 'readable') return apply(this.#model, action, input);
    const { state, outcome } = step(this.#model, action, input);
    this.#model = state;
    return outcome;
  }

  #brokenInvariant(
    action: Action,
    input: Input,
    observed: Observed,
    after: State,
  ): Failure | undefined {
    const broken = this.#brokenState(after);
    if (broken !== undefined) return broken;
    // An answer outside every table is no outcome that a claim about steps could speak of.
    if (observed.kind === 'nonsense' || !this.#isLastCurrent) return undefined;
    const made = { before: this.#last, action, input, outcome: observed, after };
    this.#seen.note(made);
    for (const invariant of this.#checks.transitionInvariants) {
      const violation = invariant.violation(made);
      if (violation !== undefined) return { property: invariant.id, ...violation };
    }
    return undefined;
  }

  #brokenState(after: State): Failure | undefined {
    if (this.#incremental !== undefined) {
      const broken = this.#incremental.brokenClaim(this.#last, after);
      return broken && { property: broken.claim.id, ...broken.violation };
    }
    for (const invariant of this.#checks.invariants) {
      const violation = invariant.violation(after);
      if (violation !== undefined) return { property: invariant.id, ...violation };
    }
    return undefined;
  }

  #disagreement(
    expected: StepOutcome | undefined,
    observed: Observed,
    after: State | undefined,
  ): Failure | undefined {
    if (expected === undefined) return undefined;
    if (this.#checks.outcome) {
      const mismatch = outcomeMismatch(expected, observed);
      const reason = mismatch ?? untoldGroup(this.#system, after ?? this.#model);
      if (reason !== undefined) return failedAnswer(reason);
    }
    return this.#checks.state && after !== undefined ? this.#differing(after) : undefined;
  }

  #differing(after: State): Failure | undefined {
    if (this.#incremental?.agree(this.#model, after) ?? sameState(this.#model, after)) {
      return undefined;
    }
    return { property: 'state', ...stateMismatch(this.#model, after) };
  }
}

function failedAnswer(reason: string): Failure {
  return { property: 'outcome', reason, at: [] };
}
