import { MachineSystem } from '#checker';
import type { Explorable } from '#declaration';
import {
  type Action,
  type ActionKind,
  type Input,
  liveness,
  machine,
  type Scope,
  type State,
  type StepOutcome,
  witnesses,
} from '#model';

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
