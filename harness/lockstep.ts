import type { Fault, Profile } from '#contract';
import type { Violation } from '#declaration';
import type { Action, Input, PropertyId, Scope, State, StepOutcome } from '#model';
import { apply, copyState, initialState, invariants, step, transitionInvariants } from '#model';
import { abstraction } from './abstraction.js';
import { Candidates } from './candidates.js';
import { firstDifference } from './difference.js';
import { choiceIn, drive, type Observed } from './drive.js';
import { Incremental, STEPS_PER_FULL_CHECK } from './incremental.js';
import { outcomeText } from './outcome-text.js';
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

/** One property alone: every other one and both comparisons are off. */
export function only(property: Property): Checks {
  return {
    invariants: invariants.filter(({ id }) => id === property),
    transitionInvariants: transitionInvariants.filter(({ id }) => id === property),
    outcome: property === 'outcome',
    state: property === 'state',
  };
}

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
  #model: State;
  #last: State;
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
    const kept = this.#incremental?.candidatesIn(this.#last);
    return kept ?? new Candidates(this.scope, this.#model);
  }

  /**
   * One step on both sides, and every check that is on. A fault that neither side runs into is no
   * part of the step; one that only one side runs into is a disagreement.
   */
  step(action: Action, drawn: readonly Fault[]): Stepped {
    const observed = drive(this.#system, action, drawn);
    this.#seen.record(action.kind, observed);
    const { usedFaults } = this.#system.embedding;
    const missing = drawn[usedFaults];
    const isMissed = missing !== undefined && this.#modelMeets(action, drawn);
    const faults = missing === undefined || isMissed ? drawn : drawn.slice(0, usedFaults);
    const input: Input = { ...choiceIn(observed), faults };
    const before = this.#last;
    const after = this.#look();
    if (typeof after === 'string') {
      return { outcome: observed, faults, failure: { property: 'outcome', reason: after, at: [] } };
    }
    this.#last = after;
    const broken = this.#brokenInvariant(before, action, input, observed, after);
    const expected = this.#stepModel(action, input, after);
    const missed = isMissed ? this.#missed(missing) : undefined;
    const failure = broken ?? missed ?? this.#disagreement(expected, observed, after);
    this.#steps += 1;
    if (failure === undefined && this.#steps % STEPS_PER_FULL_CHECK === 0) this.checkInFull();
    return failure === undefined
      ? { outcome: observed, faults }
      : { outcome: observed, faults, failure };
  }

  /** Makes the checks that the incremental path left out so far; throws if one of them fails. */
  checkInFull(): void {
    this.#incremental?.checkInFull(this.#model, abstraction(this.#system));
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
    if (!this.#checks.outcome) return undefined;
    return {
      property: 'outcome',
      reason: `the implementation did not run into the fault at ${at}`,
      at: [],
    };
  }

  /** The model's outcome; undefined where the model only follows. */
  #stepModel(action: Action, input: Input, after: State): StepOutcome | undefined {
    if (this.#follows) {
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
    before: State,
    action: Action,
    input: Input,
    observed: Observed,
    after: State,
  ): Failure | undefined {
    const broken = this.#brokenState(before, after);
    if (broken !== undefined) return broken;
    // An answer outside every table is no outcome that a claim about steps could speak of.
    if (observed.kind === 'nonsense') return undefined;
    const made = { before, action, input, outcome: observed, after };
    this.#seen.note(made);
    for (const invariant of this.#checks.transitionInvariants) {
      const violation = invariant.violation(made);
      if (violation !== undefined) return { property: invariant.id, ...violation };
    }
    return undefined;
  }

  #brokenState(before: State, after: State): Failure | undefined {
    if (this.#incremental !== undefined) {
      const broken = this.#incremental.brokenClaim(before, after);
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
    after: State,
  ): Failure | undefined {
    if (expected === undefined) return undefined;
    if (this.#checks.outcome) {
      const reason = outcomeMismatch(expected, observed) ?? untoldGroup(this.#system, after);
      if (reason !== undefined) return { property: 'outcome', reason, at: [] };
    }
    if (!this.#checks.state) return undefined;
    if (this.#incremental?.agree(this.#model, after) ?? sameState(this.#model, after)) {
      return undefined;
    }
    const difference = firstDifference(this.#model, after);
    if (difference === undefined)
      throw new Error('harness: sameState sees what firstDifference does not');
    const { path, left, right } = difference;
    const reason = `${path}: the model has ${JSON.stringify(left)}, the implementation ${JSON.stringify(right)}`;
    return { property: 'state', reason, at: [path] };
  }
}

/** A group whose members were last put under another domain than the system believes, if any. */
export function untoldGroup({ callers, embedding }: System, { groups }: State): string | undefined {
  // What a sloppy caller brings about without a default domain is a decision of the table alone.
  if (callers === 'sloppy') return undefined;
  const { groupDomains } = embedding;
  const at = groups.findIndex(({ domain }, group) => domain !== groupDomains[group]);
  if (at === -1) return undefined;
  return `g${at} is under its ${groups[at]!.domain} domain by the implementation's record, and its driver was told ${groupDomains[at]}`;
}

/** Why an answer is none that the model allows, if it is not. */
export function outcomeMismatch(expected: StepOutcome, observed: Observed): string | undefined {
  if (observed.kind === 'nonsense') return `the implementation ${observed.reason}`;
  if (expected.kind === 'illegal') return `no such answer is allowed: ${expected.reason}`;
  if (firstDifference(expected, observed) === undefined) return undefined;
  return `the model allows ${outcomeText(expected)}, the implementation answered ${outcomeText(observed)}`;
}
