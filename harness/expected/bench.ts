import type { BrokenClaim, ItfStep } from '#checker';
import type { Pair, RunClaim, Snapshots, Step } from '#declaration';
import { disagreement } from '../agreement.js';

/** A call that can be made, and the number by which it can be made again. */
export interface BenchCall<Action> {
  readonly label: number;
  readonly action: Action;
  /** Absent: nothing can fail. */
  readonly faults?: readonly object[];
}

/**
 * A machine, and beside it the code that it is the model of, where that was built. Steps are made on
 * both.
 */
export interface Bench<State, Action, Input, Outcome> {
  boot(): void;
  /** Where it is; steps do not write into it. */
  readonly state: State;
  calls(): readonly BenchCall<Action>[];
  /** Makes a call; a sentence if the two sides differ. */
  make(label: number): Step<State, Action, Input, Outcome> | string;
  /** A step in words, and the state after it as a viewer is shown it. */
  told(step: Step<State, Action, Input, Outcome>): ToldStep;
  viewed(state: State): ItfStep['state'];
  readonly snapshots: Snapshots;
}

/** A step as files and tables have it. */
export interface ToldStep {
  readonly action: NonNullable<ItfStep['action']>;
  readonly faults: readonly object[];
  readonly call: string;
  readonly answer: string;
  /** What is called, in a sentence. */
  readonly deed: string;
}

/** A told step, and where it led. */
export type TracedStep = ToldStep & Pick<ItfStep, 'state'>;

/** A claim on a bench, whatever the machine: it can be searched, and its steps can be told. */
export interface ClaimPair extends Pair<BrokenClaim> {
  /** The state, as a viewer is shown it. */
  readonly viewed: ItfStep['state'];
  /** The calls that can be made here, as they would be told. */
  readonly calls: readonly {
    readonly label: number;
    readonly action: object;
    readonly faults: readonly object[];
  }[];
  /** The last step, in words; undefined before the first, or where the sides differ. */
  readonly last: TracedStep | undefined;
}

/**
 * A claim on a bench: a finding is a step that breaks it, or in which the sides differ. `first` are calls
 * that are made at every boot, before anything is looked at.
 */
class ClaimOnBench<State, Action, Input, Outcome> implements ClaimPair {
  readonly #bench: Bench<State, Action, Input, Outcome>;
  readonly #claim: RunClaim<State, Action, Input, Outcome>;
  readonly #first: readonly number[];
  readonly snapshots: Snapshots;
  #memory: number;
  #last: Step<State, Action, Input, Outcome> | undefined;

  constructor(
    bench: Bench<State, Action, Input, Outcome>,
    claim: RunClaim<State, Action, Input, Outcome>,
    first: readonly number[],
  ) {
    this.#bench = bench;
    this.#claim = claim;
    this.#first = first;
    this.#memory = claim.begin;
    const { snapshots } = bench;
    // The memory is the first word.
    this.snapshots = {
      wordsMax: 1 + snapshots.wordsMax,
      save: (into) => {
        into[0] = this.#memory;
        return 1 + snapshots.save(into.subarray(1));
      },
      restore: (words) => {
        this.#memory = words[0]!;
        snapshots.restore(words.subarray(1));
      },
    };
  }

  reset(): undefined {
    this.#bench.boot();
    this.#memory = this.#claim.begin;
    this.#last = undefined;
    for (const label of this.#first) this.give(label);
  }

  commands(): readonly number[] {
    return this.#called().map(({ label }) => label);
  }

  give(label: number): BrokenClaim | undefined {
    const step = this.#bench.make(label);
    this.#last = undefined;
    if (typeof step === 'string') return disagreement(step);
    const claim = this.#claim;
    const violation = claim.violation(step, this.#memory);
    this.#memory = claim.remember(step, this.#memory);
    this.#last = step;
    return violation === undefined ? undefined : { claim: claim.id, violation };
  }

  get viewed(): ItfStep['state'] {
    return this.#bench.viewed(this.#bench.state);
  }

  get calls(): ClaimPair['calls'] {
    return this.#called().map(({ label, action, faults = [] }) => ({
      label,
      action: action as object,
      faults,
    }));
  }

  get last(): TracedStep | undefined {
    const step = this.#last;
    return step && { ...this.#bench.told(step), state: this.#bench.viewed(step.after) };
  }

  #called(): readonly BenchCall<Action>[] {
    const { state } = this.#bench;
    return this.#bench
      .calls()
      .filter(({ action }) => this.#claim.isMade(state, action, this.#memory));
  }
}

/** Puts a claim on a bench; what makes its states is hidden from here on. */
export const claimOn = <State, Action, Input, Outcome>(
  bench: Bench<State, Action, Input, Outcome>,
  claim: RunClaim<State, Action, Input, Outcome>,
  first: readonly number[] = [],
): ClaimPair => new ClaimOnBench(bench, claim, first);
