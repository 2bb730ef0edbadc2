import { inclusion, type Sighting, seenFromOutside, survey } from '#checker';
import {
  type Action,
  type Cell,
  type Input,
  type Judgement,
  type ModelStep,
  machineOn,
  type Question,
  type Seen,
  type Stage,
  type State,
  type StepOutcome,
} from '#model';

/** What a search says to one cell of the table of claims. */
export interface Decision {
  readonly verdict: 'holds' | 'refuted' | 'not applicable' | 'undecided';
  /** Different states that were looked at; of an inclusion, pairs of sets of them. */
  readonly states: number;
  /** What refutes the claim, or shows what it says can be reached. */
  readonly trace?: readonly ModelStep[];
  /** Why the last step of the trace is the one, or why there is no verdict. */
  readonly reason?: string;
}

/** More than any stage has: one that grows past it is to be made smaller. */
const STATES_MAX = 200_000;

/** Asks the question of a cell of its stage. */
export function decide({ question }: Cell): Decision {
  switch (question.kind) {
    case 'always':
      return decideAlways(question.stage, question.judge);
    case 'reachable':
      return decideReachable(question.stage, question.reached);
    case 'included':
      return decideIncluded(question);
    case 'not-applicable':
      return { verdict: 'not applicable', states: 0, reason: question.reason };
  }
}

type Sought = Parameters<typeof survey<State, Action, Input, StepOutcome, Stage['scope']>>[2];

function surveyed(stage: Stage, sought: Sought) {
  return survey(machineOn(stage), stage.scope, sought, { statesMax: STATES_MAX });
}

/** What the question finds in the first step on which it comes to something. */
function decideAlways(stage: Stage, judge: (step: ModelStep) => Judgement): Decision {
  const { complete, distinct, found } = surveyed(stage, [
    {
      id: 'broken',
      scope: 'transition',
      violation(step) {
        const judgement = judge(step);
        return judgement === 'kept' ? undefined : judgement;
      },
    },
    {
      id: 'kept',
      scope: 'transition',
      violation: (step) => (judge(step) === 'kept' ? { reason: 'kept', at: [] } : undefined),
    },
  ]);
  const broken = found.get('broken');
  if (broken !== undefined) return sighted('refuted', distinct, broken);
  if (!complete) return tooLarge(distinct);
  if (!found.has('kept')) {
    return { verdict: 'undecided', states: distinct, reason: 'no step of the stage is spoken of' };
  }
  return { verdict: 'holds', states: distinct };
}

function decideReachable(stage: Stage, reached: (step: ModelStep) => boolean): Decision {
  const { complete, distinct, found } = surveyed(stage, [
    {
      id: 'reached',
      scope: 'transition',
      violation: (step) => (reached(step) ? { reason: 'reached', at: [] } : undefined),
    },
  ]);
  const sighting = found.get('reached');
  if (sighting !== undefined) {
    return { verdict: 'holds', states: distinct, trace: sighting.trace };
  }
  return complete ? { verdict: 'refuted', states: distinct } : tooLarge(distinct);
}

function decideIncluded({ one, other }: Extract<Question, { kind: 'included' }>): Decision {
  const [ones, others] = [outside(one), outside(other)];
  if (!ones.complete || !others.complete) return tooLarge(STATES_MAX);
  const found = inclusion(ones.automaton, others.automaton, { pairsMax: STATES_MAX });
  switch (found.verdict) {
    case 'holds':
      return { verdict: 'holds', states: found.pairs };
    case 'refuted': {
      const trace = ones.replay(found.run);
      const reason = `only one of the two is seen to ${found.word.join(', ')}`;
      return { verdict: 'refuted', states: found.pairs, trace, reason };
    }
    case 'undecided':
      return tooLarge(found.pairs);
  }
}

function outside({ stage, label }: Seen) {
  return seenFromOutside(machineOn(stage), stage.scope, label, { statesMax: STATES_MAX });
}

function sighted(
  verdict: 'refuted',
  states: number,
  { trace, violation }: Sighting<State, Action, Input, StepOutcome>,
): Decision {
  return { verdict, states, trace, reason: violation.reason };
}

function tooLarge(states: number): Decision {
  return { verdict: 'undecided', states, reason: 'the stage has more states than are searched' };
}
