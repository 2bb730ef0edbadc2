import { type Inclusion, inclusion, type SeenFromOutside, seenFromOutside, survey } from '#checker';
import type { Explorable, Step } from '#declaration';
import {
  type Cell,
  givenSteps,
  type Judgement,
  machineOn,
  NUMBERS_SCOPES,
  type NumbersSpace,
  numbers,
  type Question,
  type Stage,
  spaceTexts,
} from '#model';
import { type Told, told, toldOfNumbers } from './story.js';

/** The calls of a trace as data, by which it can be made again. */
export interface Call {
  readonly action: unknown;
  readonly input: unknown;
}

/** A trace as data and in words. */
export interface TracedStep extends Call, Told {}

/** What a search says to one cell of the table of claims. */
export interface Decision {
  readonly verdict: 'holds' | 'refuted' | 'not applicable' | 'undecided';
  /** Different states that were looked at; of an inclusion, pairs of sets of them. */
  readonly states: number;
  /** Transitions that were not followed, because they would pass a bound of the stage. */
  readonly cuts: number;
  /** What refutes the claim, or shows what it says can be reached. */
  readonly trace?: readonly TracedStep[];
  /** Why the last step of the trace is the one, or why there is no verdict. */
  readonly reason?: string;
}

const STATES_MAX = 50_000;
/** More than any stage has: one that grows past it is to be made smaller. */
export const BOUNDS = { statesMax: STATES_MAX };

/** Asks the question of a cell. */
export function decide({ question }: Cell): Decision {
  switch (question.kind) {
    case 'always': {
      const { stage, judge } = question;
      const tell = teller(stage.scope.topology);
      return decideAlways(machineOn(stage), stage.scope, judge, tell);
    }
    case 'reachable': {
      const { stage, reached } = question;
      const tell = teller(stage.scope.topology);
      return decideReachable(machineOn(stage), stage.scope, reached, tell);
    }
    case 'included': {
      const [one, other] = [question.one, question.other].map(({ stage, label }) =>
        seenFromOutside(machineOn(stage), stage.scope, label, BOUNDS),
      );
      const names = [question.one.name, question.other.name] as const;
      return decideIncluded(one!, other!, names, teller(question.one.stage.scope.topology));
    }
    case 'always-of-numbers': {
      const { space, judge } = question;
      return decideAlways(numbers, NUMBERS_SCOPES[space], judge, toldOfNumbers);
    }
    case 'included-of-numbers': {
      const { label } = question;
      const machine = numbersFor(question);
      const [one, other] = [question.one, question.other].map((space) =>
        seenFromOutside(machine, NUMBERS_SCOPES[space], label, BOUNDS),
      );
      const names = [spaceName(question.one), spaceName(question.other)] as const;
      return decideIncluded(one!, other!, names, toldOfNumbers);
    }
    case 'not-applicable':
      return { verdict: 'not applicable', states: 0, cuts: 0, reason: question.reason };
  }
}

/** The machine of numbers, with what may fail in a comparison. */
export const numbersFor = ({
  isUnfailing,
}: Extract<Question, { kind: 'included-of-numbers' }>): typeof numbers =>
  isUnfailing !== true
    ? numbers
    : {
        ...numbers,
        inputs: (state, action) =>
          [...numbers.inputs(state, action)].filter((input) => input.isRefusedByDevice !== true),
      };

/** What there is on the stage of a question, in words. */
export function aboutOf(question: Question): readonly string[] {
  if (question.kind === 'always-of-numbers') return [spaceTexts[question.space]];
  if (question.kind === 'included-of-numbers') return [spaceTexts[question.one]];
  const stage = stageOf(question);
  return stage === undefined ? [] : [stage.scope.about];
}

/** What is given before a trace of the question begins, in words. */
export function givenOf(question: Question): readonly Told[] {
  const stage = stageOf(question);
  return stage === undefined ? [] : givenSteps(stage).map(teller(stage.scope.topology));
}

/** The stage on which the trace of a question is made; none: on that of numbers. */
function stageOf(question: Question): Stage | undefined {
  switch (question.kind) {
    case 'always':
    case 'reachable':
      return question.stage;
    case 'included':
      return question.one.stage;
    default:
      return undefined;
  }
}

const teller =
  (topology: Parameters<typeof told>[1]) =>
  (step: Parameters<typeof told>[0]): Told =>
    told(step, topology);

/** Judges every step that can be made. */
function decideAlways<State, Action, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
  judge: (step: Step<State, Action, Input, Outcome>) => Judgement,
  tell: (step: Step<State, Action, Input, Outcome>) => Told,
): Decision {
  type Asked = Step<State, Action, Input, Outcome>;
  const broken = {
    id: 'broken',
    scope: 'transition' as const,
    violation(step: Asked) {
      const judgement = judge(step);
      return judgement === 'kept' ? undefined : judgement;
    },
  };
  const kept = reachedBy('kept', (step: Asked) => judge(step) === 'kept');
  const {
    complete,
    distinct: states,
    cuts,
    found,
  } = survey(machine, scope, [broken, kept], BOUNDS);
  const sighting = found.get('broken');
  if (sighting !== undefined) {
    const trace = traced(sighting.trace, tell);
    return { verdict: 'refuted', states, cuts, trace, reason: sighting.violation.reason };
  }
  if (!complete) return tooLarge(states, cuts);
  if (found.has('kept')) return { verdict: 'holds', states, cuts };
  return { verdict: 'undecided', states, cuts, reason: 'nothing happens that the claim speaks of' };
}

function decideReachable<State, Action, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
  reached: (step: Step<State, Action, Input, Outcome>) => string | undefined,
  tell: (step: Step<State, Action, Input, Outcome>) => Told,
): Decision {
  const goal = {
    id: 'goal',
    scope: 'transition' as const,
    violation(step: Step<State, Action, Input, Outcome>) {
      const reason = reached(step);
      return reason === undefined ? undefined : { reason, at: [] };
    },
  };
  const { complete, distinct: states, cuts, found } = survey(machine, scope, [goal], BOUNDS);
  const sighting = found.get('goal');
  if (sighting !== undefined) {
    const trace = traced(sighting.trace, tell);
    return { verdict: 'holds', states, cuts, trace, reason: sighting.violation.reason };
  }
  return complete ? { verdict: 'refuted', states, cuts } : tooLarge(states, cuts);
}

/** Something that happens, as what a survey looks for. */
export const reachedBy = <S>(id: string, reached: (step: S) => boolean) => ({
  id,
  scope: 'transition' as const,
  violation: (step: S) => (reached(step) ? { reason: id, at: [] } : undefined),
});

const spaceName = (space: NumbersSpace): string =>
  space.startsWith('global') ? 'a global space' : 'a space per device';

function decideIncluded<State, Action, Input, Outcome>(
  one: SeenFromOutside<State, Action, Input, Outcome>,
  other: SeenFromOutside<State, Action, Input, Outcome>,
  names: readonly [string, string],
  tell: (step: Step<State, Action, Input, Outcome>) => Told,
): Decision {
  const cuts = one.cuts + other.cuts;
  if (!one.complete || !other.complete) return tooLarge(STATES_MAX, cuts);
  const found: Inclusion = inclusion(one.automaton, other.automaton, { pairsMax: STATES_MAX });
  const { verdict, pairs: states } = found;
  if (found.verdict === 'undecided') return tooLarge(states, cuts);
  if (found.verdict === 'holds') return { verdict, states, cuts };
  const trace = traced(one.replay(found.run), tell);
  const reason = `${names[0]} can, and ${names[1]} cannot: ${found.word.join(', ')}`;
  return { verdict, states, cuts, trace, reason };
}

function traced<State, Action, Input, Outcome>(
  trace: readonly Step<State, Action, Input, Outcome>[],
  tell: (step: Step<State, Action, Input, Outcome>) => Told,
): readonly TracedStep[] {
  return trace.map((step) => ({ action: step.action, input: step.input, ...tell(step) }));
}

function tooLarge(states: number, cuts: number): Decision {
  const reason = 'the stage has more states than are searched';
  return { verdict: 'undecided', states, cuts, reason };
}
