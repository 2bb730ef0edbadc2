import type { Explorable, Step, Violation } from '#declaration';
import { type MachineOptions, MachineSystem } from './machine-system.js';
import { type Counts, Search } from './search.js';

/** What a survey looks for: the breach of a claim about states or about steps, or a goal. */
export type Sought<State, Action, Input, Outcome> =
  | {
      readonly id: string;
      readonly scope: 'state';
      violation(state: State): Violation | undefined;
    }
  | {
      readonly id: string;
      readonly scope: 'transition';
      violation(step: Step<State, Action, Input, Outcome>): Violation | undefined;
    };

/** Where something was found first: no shorter trace leads to it. */
export interface Sighting<State, Action, Input, Outcome> {
  readonly violation: Violation;
  /** Made again for readers; empty if the first state is it. */
  readonly trace: readonly Step<State, Action, Input, Outcome>[];
}

/** What came of a survey. */
export interface Survey<State, Action, Input, Outcome> extends Counts {
  /**
   * Whether every state was searched from, cuts aside. If not, all that was sought was found, or
   * there were more states than the survey was to look at.
   */
  readonly complete: boolean;
  /** Key: the id of what was sought. What is not here is nowhere, if the survey is complete. */
  readonly found: ReadonlyMap<string, Sighting<State, Action, Input, Outcome>>;
  /** How likely it is at most that two states were taken for one. */
  readonly collisionOdds: number;
}

/** How far to look. */
export interface SurveyOptions {
  /** A survey that has found more states than this ends. */
  readonly statesMax: number;
}

/**
 * One search of a machine that asks everything at once. Unlike `explore` it goes on where a claim is
 * broken, so that each claim gets its own shortest trace, or the answer that it holds everywhere.
 */
export function survey<State, Action, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
  sought: readonly Sought<State, Action, Input, Outcome>[],
  { statesMax }: SurveyOptions,
): Survey<State, Action, Input, Outcome> {
  const inquiry = new Inquiry(sought);
  const system = new MachineSystem(machine, scope, inquiry.claims());
  const search = new Search(system);
  inquiry.noteByState();
  // One state at a time, so that it is known from which one a step was made.
  while (inquiry.isOpen() && search.counts().distinct <= statesMax && search.advance(1)) {
    inquiry.from += 1;
  }
  const { complete, distinct, generated, depth, cuts, queued, collisionOdds } = search.report();
  const counts = { distinct, generated, depth, cuts, queued };
  const found = new Map(
    inquiry.answers.map(({ question, from, step }) => {
      const trace = step === undefined ? [] : [...system.replay(search.pathTo(from)), step];
      return [question.id, confirmed(machine, scope, question, trace)];
    }),
  );
  return { complete, ...counts, found, collisionOdds };
}

/** A question that was answered by a step from the state with this index, or by the first state. */
interface Answer<State, Action, Input, Outcome> {
  readonly question: Sought<State, Action, Input, Outcome>;
  readonly from: number;
  readonly step: Step<State, Action, Input, Outcome> | undefined;
}

/** The questions that are open, asked as if they were two claims that are never broken. */
class Inquiry<State, Action, Input, Outcome> {
  readonly answers: Answer<State, Action, Input, Outcome>[] = [];
  /** The index of the state that is searched from. */
  from = 0;
  private readonly open: Set<Sought<State, Action, Input, Outcome>>;
  /** Answered by a new state; the step that leads to it is asked next. */
  private byState: Sought<State, Action, Input, Outcome>[] = [];

  constructor(sought: readonly Sought<State, Action, Input, Outcome>[]) {
    this.open = new Set(sought);
  }

  isOpen(): boolean {
    return this.open.size > 0;
  }

  claims(): MachineOptions<State, Action, Input, Outcome> {
    const asked = { id: 'survey', antecedent: '' };
    return {
      invariants: [{ ...asked, violation: (state) => this.askOf(state) }],
      transitionInvariants: [{ ...asked, violation: (step) => this.askOfStep(step) }],
      witnesses: [],
    };
  }

  private askOf(state: State): undefined {
    for (const question of this.open) {
      if (question.scope !== 'state' || question.violation(state) === undefined) continue;
      this.open.delete(question);
      this.byState.push(question);
    }
  }

  private askOfStep(step: Step<State, Action, Input, Outcome>): undefined {
    this.noteByState(step);
    for (const question of this.open) {
      if (question.scope !== 'transition' || question.violation(step) === undefined) continue;
      this.open.delete(question);
      this.answers.push({ question, from: this.from, step });
    }
  }

  /** Called without a step, it notes what the first state has answered. */
  noteByState(step?: Step<State, Action, Input, Outcome>): void {
    for (const question of this.byState) this.answers.push({ question, from: this.from, step });
    this.byState = [];
  }
}

/** Throws unless the trace, made again for readers, shows at its last step what was sought. */
function confirmed<State, Action, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
  question: Sought<State, Action, Input, Outcome>,
  trace: readonly Step<State, Action, Input, Outcome>[],
): Sighting<State, Action, Input, Outcome> {
  const last = trace.at(-1);
  const before = trace.at(-2)?.after ?? machine.initial(scope);
  const step = last === undefined ? undefined : remade(machine, before, last);
  const violation =
    question.scope === 'state'
      ? question.violation(step?.after ?? before)
      : step && question.violation(step);
  if (violation === undefined) {
    throw new Error(
      `checker: expected ${question.id} at step ${trace.length} when it is made again, saw nothing; does the machine step both ways alike?`,
    );
  }
  return { violation, trace: step === undefined ? [] : [...trace.slice(0, -1), step] };
}

/** The step made by the step for readers. */
function remade<State, Action, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  before: State,
  { action, input }: Step<State, Action, Input, Outcome>,
): Step<State, Action, Input, Outcome> {
  const { state: after, outcome } = machine.step(before, action, input);
  return { before, action, input, outcome, after };
}
