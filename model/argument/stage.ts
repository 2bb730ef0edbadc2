import type { Explorable } from '#declaration';
import type { Action } from '../actions.js';
import type { Input, StepOutcome } from '../input.js';
import { inputs } from '../inputs.js';
import { machine } from '../machine.js';
import type { ModelStep } from '../properties.js';
import type { Scope } from '../scopes/scope.js';
import type { State } from '../state/state.js';
import { isPossible, preconditionHolds, step } from '../step.js';

/** Where a question of the argument is asked: a scope, and what has happened there already. */
export interface Stage {
  readonly scope: Scope;
  /**
   * What is given: the search begins after the last of these calls. So an alphabet can be confined
   * to the calls that a claim is about, and its states to a few thousand.
   */
  readonly given: readonly Action[];
  /**
   * There if memory and hardware may fail, and any free id may be chosen. Else nothing fails, and the
   * lowest is: a claim that counts ids does not depend on their numbers.
   */
  readonly withFaults?: true;
  /** There if callers may break their contract, where the design asks nobody to keep it. */
  readonly isSloppy?: true;
}

/** The machine as the argument searches it: begun after what is given. */
export function machineOn(stage: Stage): Explorable<State, Action, Input, StepOutcome, Scope> {
  const start = givenSteps(stage).at(-1)?.after;
  const alphabet = machine.alphabet(stage.scope).filter(isByNumber);
  const isEnabled = stage.isSloppy === true ? isPossible : preconditionHolds;
  return {
    ...machine,
    initial: (scope) => start ?? machine.initial(scope),
    alphabet: () => alphabet,
    isEnabled,
    inputs: stage.withFaults === true ? inputs : () => PLAIN,
  };
}

/** The steps of what is given. Throws where one of them is refused: the stage is then another one. */
export function givenSteps({ scope, given }: Stage): readonly ModelStep[] {
  let before = machine.initial(scope);
  return given.map((action) => {
    const input = { faults: [] };
    const { state: after, outcome } = step(before, action, input);
    if (outcome.kind === 'refused' || outcome.kind === 'illegal' || 'warned' in outcome) {
      throw new Error(
        `model: expected ${action.kind} to succeed on ${scope.name}, saw ${outcome.kind}`,
      );
    }
    const made = { before, action, input, outcome, after };
    before = after;
    return made;
  });
}

/** The same stage, without those of the given calls that its policy has not, or refuses. */
export function withPossibleGiven(stage: Stage): Stage {
  let state = machine.initial(stage.scope);
  const given = stage.given.filter((action) => {
    if (!isPossible(state, action)) return false;
    const made = step(state, action, { faults: [] });
    if (made.outcome.kind === 'refused') return false;
    state = made.state;
    return true;
  });
  return { ...stage, given };
}

/**
 * Process n uses address space n: numbers of address spaces name nothing else, so the others would
 * only repeat it. Where an address space outlives its process, that number waits for it.
 */
function isByNumber(action: Action): boolean {
  if (action.kind === 'process-spawn') return Number(action.mm) === Number(action.process);
  return action.kind !== 'process-fork' || Number(action.mm) === Number(action.child);
}

const PLAIN: readonly Input[] = [{ faults: [] }];
