import type { BrokenClaim, ItfStep } from '#checker';
import type { Pair, RunClaim, Snapshots, Step } from '#declaration';

/** A call that can be made, and the number by which it can be made again. */
export interface BenchCall<Action> {
  readonly label: number;
  readonly action: Action;
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
  told(step: Step<State, Action, Input, Outcome>): Told;
  viewed(state: State): ItfStep['state'];
  /** There if the code can be put back. */
  readonly snapshots?: Snapshots;
}

/** A step as files and tables have it. */
export interface Told {
  readonly action: NonNullable<ItfStep['action']>;
  readonly faults: readonly object[];
  readonly call: string;
  readonly answer: string;
}

/** A told step, and where it led. */
export type TracedStep = Told & Pick<ItfStep, 'state'>;

/** A claim on a bench, whatever the machine: it can be searched, and its steps can be told. */
export interface ClaimPair extends Pair<BrokenClaim> {
  /** The state, as a viewer is shown it. */
  readonly viewed: ItfStep['state'];
  /** The calls that can be made here, as they would be told. */
  readonly calls: readonly { readonly label: number; readonly action: object }[];
  /** The last step, in words; undefined before the first, or where the sides differ. */
  readonly last: TracedStep | undefined;
}

/**
 * Puts a claim on a bench: a finding is a step that breaks it, or in which the sides differ. `first` are
 * calls that are made at every boot, before anything is looked at.
 */
export function claimOn<State, Action, Input, Outcome>(
  bench: Bench<State, Action, Input, Outcome>,
  claim: RunClaim<State, Action, Input, Outcome>,
  first: readonly number[] = [],
): ClaimPair {
  let memory = claim.begin;
  let last: Step<State, Action, Input, Outcome> | undefined;

  const called = () =>
    bench.calls().filter(({ action }) => claim.isMade(bench.state, action, memory));

  function give(label: number): BrokenClaim | undefined {
    const step = bench.make(label);
    last = undefined;
    if (typeof step === 'string') {
      return { claim: 'agreement', violation: { reason: step, at: [] } };
    }
    const violation = claim.violation(step, memory);
    memory = claim.remember(step, memory);
    last = step;
    return violation === undefined ? undefined : { claim: claim.id, violation };
  }

  const { snapshots } = bench;
  return {
    reset() {
      bench.boot();
      memory = claim.begin;
      last = undefined;
      for (const label of first) give(label);
      return undefined;
    },
    commands: () => called().map(({ label }) => label),
    give,
    get viewed() {
      return bench.viewed(bench.state);
    },
    get calls() {
      return called().map(({ label, action }) => ({ label, action: action as object }));
    },
    get last() {
      return last && { ...bench.told(last), state: bench.viewed(last.after) };
    },
    ...(snapshots === undefined ? {} : { snapshots: remembering(snapshots) }),
  };

  /** The memory is the first word. */
  function remembering({ wordsMax, save, restore }: Snapshots): Snapshots {
    return {
      wordsMax: 1 + wordsMax,
      save(into) {
        into[0] = memory;
        return 1 + save(into.subarray(1));
      },
      restore(words) {
        memory = words[0]!;
        restore(words.subarray(1));
      },
    };
  }
}
