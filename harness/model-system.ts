import { MachineSystem } from '#checker';
import {
  type Action,
  type ActionKind,
  type Input,
  machine,
  type Scope,
  type State,
  type StepOutcome,
  witnesses,
} from '#model';
import { claimed, everything } from './lockstep.js';
import { Seen } from './seen.js';

/** The reference machine in one scope, ready to be searched, and what the search comes across. */
export interface ModelSystem {
  readonly system: MachineSystem<State, Action, Input, StepOutcome, Scope>;
  /** How many transitions were not followed, by action. */
  readonly cuts: ReadonlyMap<ActionKind, number>;
  /** The answers of the actions, and the witnesses that transitions have reached. */
  readonly seen: Seen;
}

/** Which claims a search checks: those about steps take most of its time. */
export type ClaimsChecked = 'all' | 'states';

/**
 * The reference machine as a system, with every claim that speaks of lawful callers in the scope's
 * profile, or with those about states alone; what must be reached is then not looked for, either. With
 * symmetry, states that differ in numbers of like things alone are one.
 */
export function modelSystem(
  scope: Scope,
  claims: ClaimsChecked = 'all',
  symmetry = false,
): ModelSystem {
  const seen = new Seen();
  const cuts = new Map<ActionKind, number>();
  const noting: typeof machine = {
    ...machine,
    isPastBound(within, state, action) {
      const isCut = machine.isPastBound(within, state, action);
      if (isCut) cuts.set(action.kind, (cuts.get(action.kind) ?? 0) + 1);
      return isCut;
    },
    apply(state, action, input) {
      const outcome = machine.apply(state, action, input);
      if (outcome.kind === 'illegal')
        throw new Error(`harness: no input of ${action.kind} is legal`);
      seen.record(action.kind, outcome);
      return outcome;
    },
  };
  const checks = claimed(everything, scope.profile, 'lawful');
  const due = witnesses
    .filter(({ profiles, callers }) => profiles.includes(scope.profile) && callers === undefined)
    .map((witness): typeof witness => ({
      ...witness,
      reached(step) {
        const isReached = witness.reached(step);
        if (isReached) seen.witnesses.add(witness.id);
        return isReached;
      },
    }));
  const system = new MachineSystem(noting, scope, {
    invariants: checks.invariants,
    transitionInvariants: claims === 'all' ? checks.transitionInvariants : [],
    witnesses: claims === 'all' ? due : [],
    symmetry,
  });
  return { system, cuts, seen };
}
