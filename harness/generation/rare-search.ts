import { reachable } from '#checker';
import type { Profile } from '#contract';
import { type ModelStep, machine, type Scope, type State, scopes, witnesses } from '#model';
import { type Command, Grants, REFERENCES } from '../command.js';
import type { RareState, RecordedCall } from './rare-states.js';

/** The scopes whose searches are asked, of each profile: one front door each. */
export const ASKED: Readonly<Record<Profile, readonly Scope[]>> = {
  reference: [scopes.mediated, scopes.quota, scopes.vfio, scopes.driver],
  'linux-6.12': [scopes.pair],
};

/** What fewer than one in so many transitions of a scope reach is rare there. */
const RARE_ONE_IN = 100;
const STATES_MAX = 10_000;

/** What leads to a state for the first time, which is on a shortest way. */
interface Arrival {
  readonly from: string;
  readonly made: ModelStep;
}

/**
 * The rare witnesses of a scope that can be searched to its end, each with a shortest sequence to it.
 * Ids are the lowest, as the implementation hands them out.
 */
export function findRareStates(scope: Scope): readonly RareState[] {
  const arrivals = new Map<string, Arrival | undefined>([
    [keyOf(machine.initial(scope)), undefined],
  ]);
  const reached = new Map<string, { count: number; first: Arrival | undefined }>();
  const due = witnesses.filter(
    ({ profiles, callers }) => profiles.includes(scope.profile) && callers === undefined,
  );
  const visit = (made: ModelStep): void => {
    const from = keyOf(made.before);
    const isOnTheWay = made.input.pasid === undefined && arrivals.has(from);
    const to = keyOf(made.after);
    if (isOnTheWay && !arrivals.has(to)) arrivals.set(to, { from, made });
    for (const witness of due) {
      if (!witness.reached(made)) continue;
      const known = reached.get(witness.id) ?? { count: 0, first: undefined };
      known.count += 1;
      if (isOnTheWay) known.first ??= { from, made };
      reached.set(witness.id, known);
    }
  };
  const { transitions } = reachable(machine, scope, { key: keyOf, statesMax: STATES_MAX, visit });
  return [...reached].flatMap(([witness, { count, first }]) =>
    first === undefined || count * RARE_ONE_IN >= transitions
      ? []
      : [{ scope: scope.name, witness, calls: callsOf(wayTo(first, arrivals)) }],
  );
}

function wayTo(
  last: Arrival,
  arrivals: ReadonlyMap<string, Arrival | undefined>,
): readonly ModelStep[] {
  const way: ModelStep[] = [];
  for (let at: Arrival | undefined = last; at !== undefined; at = arrivals.get(at.from)) {
    way.unshift(at.made);
  }
  return way;
}

/** The steps as they are recorded: what names something that an earlier call was given says which. */
function callsOf(way: readonly ModelStep[]): readonly RecordedCall[] {
  const grants = new Grants();
  const commands: Command[] = [];
  return way.map(({ action, input: { faults }, outcome }) => {
    const references = grants.referencesOf(action);
    const command = { action, faults };
    const given: { [Name in (typeof REFERENCES)[number]]?: number } = {};
    for (const name of REFERENCES) {
      const giver = references?.[name];
      if (giver !== undefined) given[name] = commands.indexOf(giver);
    }
    commands.push(command);
    // No input of a search is illegal.
    if (outcome.kind !== 'illegal') grants.record(command, outcome);
    return { action, faults, given };
  });
}

/**
 * A state as text, without observers, which no step reads: with them the states of a scope never end.
 * Made once of each object, because all steps from a state share it.
 */
function keyOf(state: State): string {
  const known = keys.get(state);
  if (known !== undefined) return known;
  const { topology: _, ledger, ...others } = state;
  const current = ledger.resources.map(({ rows }) => rows.map((row) => row.current));
  const key = JSON.stringify([others, current]);
  keys.set(state, key);
  return key;
}

const keys = new WeakMap<State, string>();
