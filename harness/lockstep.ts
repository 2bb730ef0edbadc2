import type { Fault } from '#contract';
import type { Violation } from '#declaration';
import type { Action, Input, PropertyId, Scope, State, StepOutcome, WitnessId } from '#model';
import {
  apply,
  copyState,
  initialState,
  invariants,
  step,
  transitionInvariants,
  witnesses,
} from '#model';
import { abstraction } from './abstraction.js';
import { firstDifference } from './difference.js';
import { drive, type Observed } from './drive.js';
import { sameState } from './same-state.js';
import type { System } from './target.js';

/** What a failure is filed under: the broken invariant, or that the two sides differ. */
export type Property = PropertyId | 'outcome' | 'state';

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

const NO_FAULTS: readonly Fault[] = [];

/** One side of the lockstep: the model's step for readers, or its recipe on a private copy. */
export type Path = 'readable' | 'mutable';

/**
 * Reference model and system under test, side by side. Each step is made by the system first, then
 * by the model, which is told the id that the system chose and judges whether that was legal.
 */
export class Lockstep {
  readonly scope: Scope;
  readonly #reached: Set<WitnessId>;
  readonly #system: System;
  readonly #checks: Checks;
  readonly #path: Path;
  /** With neither comparison on, the model follows the system instead of judging it. */
  readonly #follows: boolean;
  #model: State;
  #seen: State;

  constructor(options: {
    scope: Scope;
    system: System;
    checks: Checks;
    path: Path;
    /** The witnesses that were reached before; those that this run reaches are added. */
    reached: Set<WitnessId>;
  }) {
    this.scope = options.scope;
    this.#checks = options.checks;
    this.#reached = options.reached;
    this.#path = options.path;
    this.#follows = !options.checks.outcome && !options.checks.state;
    this.#system = options.system;
    this.#model = initialState(options.scope.topology);
    if (options.path === 'mutable') this.#model = copyState(this.#model);
    this.#seen = abstraction(this.#system);
  }

  /** The state against which the next command is resolved. On the mutable path: read it now. */
  get state(): State {
    return this.#model;
  }

  /**
   * One step on both sides, and every check that is on. A fault that neither side runs into is no
   * part of the step; one that only one side runs into is a disagreement.
   */
  step(action: Action, drawn: readonly Fault[]): Stepped {
    const observed = drive(this.#system, action, drawn);
    const unused = this.#system.embedding.unusedFault;
    const isMissed = unused !== undefined && this.#modelMeets(action, drawn);
    const faults = unused === undefined || isMissed ? drawn : NO_FAULTS;
    const input: Input =
      observed.kind === 'granted' ? { pasid: observed.pasid, faults } : { faults };
    const before = this.#seen;
    const after = abstraction(this.#system);
    this.#seen = after;
    const broken = this.#brokenInvariant(before, action, input, observed, after);
    const expected = this.#stepModel(action, input, after);
    const missed = isMissed ? this.#missed(unused) : undefined;
    const failure = broken ?? missed ?? this.#disagreement(expected, observed, after);
    return failure === undefined
      ? { outcome: observed, faults }
      : { outcome: observed, faults, failure };
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
    if (this.#path === 'mutable') return apply(this.#model, action, input);
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
    for (const invariant of this.#checks.invariants) {
      const violation = invariant.violation(after);
      if (violation !== undefined) return { property: invariant.id, ...violation };
    }
    // An answer outside every table is no outcome that a claim about steps could speak of.
    if (observed.kind === 'nonsense') return undefined;
    const made = { before, action, input, outcome: observed, after };
    for (const invariant of this.#checks.transitionInvariants) {
      const violation = invariant.violation(made);
      if (violation !== undefined) return { property: invariant.id, ...violation };
    }
    for (const witness of witnesses) {
      if (!this.#reached.has(witness.id) && witness.reached(made)) this.#reached.add(witness.id);
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
      const reason = outcomeMismatch(expected, observed);
      if (reason !== undefined) return { property: 'outcome', reason, at: [] };
    }
    if (!this.#checks.state || sameState(this.#model, after)) return undefined;
    const difference = firstDifference(this.#model, after);
    if (difference === undefined)
      throw new Error('harness: sameState sees what firstDifference does not');
    const { path, left, right } = difference;
    const reason = `${path}: the model has ${JSON.stringify(left)}, the implementation ${JSON.stringify(right)}`;
    return { property: 'state', reason, at: [path] };
  }
}

function outcomeMismatch(expected: StepOutcome, observed: Observed): string | undefined {
  if (observed.kind === 'nonsense') return `the implementation ${observed.reason}`;
  if (expected.kind === 'illegal') return `no such answer is allowed: ${expected.reason}`;
  if (firstDifference(expected, observed) === undefined) return undefined;
  return `the model allows ${outcomeText(expected)}, the implementation answered ${outcomeText(observed)}`;
}

/** An outcome as people read it: `granted pasid 1`, `refused ENOSPC`, `done, with a warning`. */
export function outcomeText(outcome: Observed | StepOutcome): string {
  if (outcome.kind === 'nonsense' || outcome.kind === 'illegal') return outcome.reason;
  const warning = outcome.warned === true ? ', with a warning' : '';
  if (outcome.kind === 'granted') return `granted pasid ${outcome.pasid}${warning}`;
  if (outcome.kind === 'refused') return `refused ${outcome.errno}${warning}`;
  return `done${warning}`;
}
