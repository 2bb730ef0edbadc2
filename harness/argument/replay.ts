import { type Automaton, runSeenAs, seenFromOutside } from '#checker';
import type { Explorable, Step } from '#declaration';
import { type Cell, type Judgement, machineOn, NUMBERS_SCOPES, numbers } from '#model';
import { BOUNDS, type Call, numbersFor } from './decide.js';

/**
 * A kept trace made again through the step for readers: for each of its steps, whether it decides the
 * question of the cell. Of a shortest trace that is the last one alone.
 */
export function decidingSteps({ question }: Cell, calls: readonly Call[]): readonly boolean[] {
  switch (question.kind) {
    case 'always': {
      const { stage, judge } = question;
      return made(machineOn(stage), stage.scope, calls).map((step) => isBroken(judge(step)));
    }
    case 'reachable': {
      const { stage, reached } = question;
      const steps = made(machineOn(stage), stage.scope, calls);
      return steps.map((step) => reached(step) !== undefined);
    }
    case 'included': {
      const { one, other } = question;
      const seen = seenFromOutside(machineOn(other.stage), other.stage.scope, other.label, BOUNDS);
      const steps = made(machineOn(one.stage), one.stage.scope, calls);
      return firstUnseen(steps.map(one.label), seen.automaton);
    }
    case 'always-of-numbers': {
      const { space, judge } = question;
      return made(numbers, NUMBERS_SCOPES[space], calls).map((step) => isBroken(judge(step)));
    }
    case 'included-of-numbers': {
      const { one, other, label } = question;
      const machine = numbersFor(question);
      const seen = seenFromOutside(machine, NUMBERS_SCOPES[other], label, BOUNDS);
      return firstUnseen(made(machine, NUMBERS_SCOPES[one], calls).map(label), seen.automaton);
    }
    case 'not-applicable':
      return [];
  }
}

const isBroken = (judgement: Judgement): boolean => judgement !== undefined && judgement !== 'kept';

/** The steps of a trace. What was written into a file are the values that the machine takes. */
export function made<State, Action, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
  calls: readonly Call[],
): readonly Step<State, Action, Input, Outcome>[] {
  let before = machine.initial(scope);
  return calls.map((call) => {
    const [action, input] = [call.action as Action, call.input as Input];
    const { state: after, outcome } = machine.step(before, action, input);
    const step = { before, action, input, outcome, after };
    before = after;
    return step;
  });
}

/** Whether it is with this label that the word stops being one of the automaton. */
function firstUnseen(labels: readonly (string | undefined)[], other: Automaton): boolean[] {
  const word: string[] = [];
  return labels.map((label) => {
    if (label === undefined) return false;
    word.push(label);
    return runSeenAs(other, word) === undefined;
  });
}
