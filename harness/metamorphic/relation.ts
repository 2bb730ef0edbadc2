import type { Profile } from '#contract';
import type { Scope, State } from '#model';
import { firstDifference } from '../difference.js';
import type { Observed } from '../drive.js';
import { outcomeText } from '../outcome-text.js';
import { sameState } from '../same-state.js';
import type { Made, Player, Side, SideName } from './side.js';

/** A run of one side, and a number that chooses what a relation does with it. */
export interface Sample {
  readonly scope: Scope;
  readonly side: Side;
  readonly made: readonly Made[];
  readonly choice: number;
}

/** Whether the run had what the relation speaks of, and what was then wrong, if anything. */
export interface Finding {
  readonly exercised: boolean;
  readonly failure?: string;
}

/** A claim about two runs of one machine: what is changed from one to the other must not matter. */
export interface Relation {
  /** The permanent name: reports quote it. */
  readonly id: string;
  /** One positive sentence. */
  readonly claim: string;
  /** What a user could do, or what this project could not conclude, if it were false. */
  readonly why: string;
  /** Absent: in all profiles. */
  readonly profiles?: readonly Profile[];
  /** Absent: of both sides. */
  readonly sides?: readonly SideName[];
  check(sample: Sample): Finding;
}

/** The run had nothing that the relation speaks of. */
export const idle: Finding = { exercised: false };

/** The relation held, or not. */
export function found(failure: string | undefined): Finding {
  return failure === undefined ? { exercised: true } : { exercised: true, failure };
}

/** How an expected step reads in the changed run. */
export interface Reading {
  readonly outcome: (outcome: Observed) => Observed;
  readonly state: (state: State) => State;
}

/** Makes the steps again and says where the first one differs from what was expected, if one does. */
export function firstDeparture(
  player: Player,
  steps: readonly Pick<Made, 'action' | 'faults'>[],
  expected: readonly Made[],
  reading: Partial<Reading> & { readonly seen?: (state: State) => State },
): string | undefined {
  const { outcome = same, state = same, seen = same } = reading;
  for (const [index, { action, faults }] of steps.entries()) {
    const made = player.make(action, faults);
    const wanted = expected[index]!;
    const difference =
      outcomeDifference(outcome(wanted.outcome), made) ??
      stateDifference(state(wanted.after), seen(made.after));
    if (difference !== undefined) return `step ${index + 1}, ${action.kind}: ${difference}`;
    if (made.faults.length !== faults.length) return `step ${index + 1}: a fault was not met`;
  }
  return undefined;
}

/** What is wrong with an answer that should be this one, if anything. */
export function outcomeDifference(expected: Observed, made: Made): string | undefined {
  if (firstDifference(expected, made.outcome) === undefined) return undefined;
  return `answered ${outcomeText(made.outcome)} instead of ${outcomeText(expected)}`;
}

/** Where two states that should be equal differ, if they do. */
export function stateDifference(expected: State, seen: State): string | undefined {
  if (sameState(expected, seen)) return undefined;
  const { path = '', left, right } = firstDifference(expected, seen) ?? {};
  return `${path} is ${JSON.stringify(right)} instead of ${JSON.stringify(left)}`;
}

/** One of the candidates, as the sample's number chooses; nothing if there is none. */
export function chosen<T>(
  candidates: readonly T[],
  { choice }: Pick<Sample, 'choice'>,
): T | undefined {
  return candidates[choice % candidates.length];
}

/** A state without what no step reads: peaks and counts of refusals. */
export function withoutObservers(state: State): State {
  return withRows(state, (row) => ({ ...row, peak: 0, events: 0, eventsLocal: 0 }));
}

type Row = State['ledger']['resources'][number]['rows'][number];

/** A state with each row of its ledger rewritten. */
export function withRows(state: State, rewritten: (row: Row) => Row): State {
  const resources = state.ledger.resources.map((resource) => ({
    ...resource,
    rows: resource.rows.map(rewritten),
  }));
  return { ...state, ledger: { ...state.ledger, resources } };
}

function same<T>(value: T): T {
  return value;
}
