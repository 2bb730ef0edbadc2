import { type ItfStep, type ItfTrace, MachineSystem, type MissedRun, toItf } from '#checker';
import type { Explorable } from '#declaration';
import {
  type Action,
  type ActionKind,
  type Input,
  initialState,
  liveness,
  machine,
  type Scope,
  type State,
  type StepOutcome,
  witnesses,
} from '#model';
import { viewed } from './counterexample/file.js';
import type { Observed } from './drive.js';
import { traceTable } from './text.js';

/** The reference machine, or one like it with a fault. */
export type Machine = Explorable<State, Action, Input, StepOutcome, Scope>;

/** A scope whose states are searched for the sake of their graph. */
export type GraphSystem = MachineSystem<State, Action, Input, StepOutcome, Scope>;

/** A claim about what must come, or must stay possible. */
export type LivenessClaim = (typeof liveness)[number];

/** The claims about runs that are made in a scope. */
export function livenessIn({ profile, alphabet }: Scope): readonly LivenessClaim[] {
  // Where nothing that began comes to its end, for want of actions, nothing is said about ends.
  const ends: ActionKind = 'drain-complete';
  if (alphabet?.includes(ends) === false) return [];
  return liveness.filter(({ profiles }) => profiles.includes(profile));
}

/** The machine in a scope without claims, looking for what the claims about runs must have seen. */
export function graphSystem(scope: Scope, searched: Machine = machine): GraphSystem {
  const antecedents = livenessIn(scope).map(({ antecedent }) => antecedent);
  return new MachineSystem(searched, scope, {
    invariants: [],
    transitionInvariants: [],
    witnesses: witnesses.filter(({ id }) => antecedents.includes(id)),
  });
}

/** A run that refutes a claim in a scope, as the steps of the model. */
export type RefutingRun = MissedRun<State, Action, Input, StepOutcome>;

/**
 * The run as lines: one action each, its answer to the right, and marked where the claim begins to
 * speak and from where on it goes round.
 */
export function runLines(
  { topology }: Scope,
  claim: LivenessClaim,
  subject: number,
  { steps, dueAfter, loop }: RefutingRun,
): readonly string[] {
  const trace = steps.map(({ action, input }) => ({ action, faults: input.faults }));
  const table = traceTable(trace, steps.map(observed), undefined, topology);
  const due = `     <- from here on ${claim.id} waits for ${claim.nameOf(subject)}`;
  const lines = [...table.slice(0, dueAfter), due];
  if (loop === undefined) {
    return [...lines, ...table.slice(dueAfter), '     <- from here no run leads there any more'];
  }
  const round =
    loop === steps.length
      ? ['     for ever: nothing, and no fair action could be called']
      : ['     for ever:', ...table.slice(loop)];
  return [...lines, ...table.slice(dueAfter, loop), ...round];
}

/** The run as an ITF value that goes on for ever, for viewers of such traces. */
export function runItf(
  { name, profile, topology }: Scope,
  claim: LivenessClaim,
  subject: number,
  { steps, dueAfter, loop }: RefutingRun,
): ItfTrace {
  const states: ItfStep[] = [
    { state: viewed(initialState(topology)) },
    ...steps.map(({ after, action }) => ({ state: viewed(after), action })),
  ];
  const about = { claim: claim.id, subject: claim.nameOf(subject), dueAfter };
  return toItf(states, { 'pasid-verify-run': { ...about, scope: name, profile } }, loop);
}

function observed({ outcome }: RefutingRun['steps'][number]): Observed {
  if (outcome.kind === 'illegal') throw new Error(`harness: a run with ${outcome.reason}`);
  return outcome;
}
