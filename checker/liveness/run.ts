import type { Liveness, Step } from '#declaration';
import type { MachineSystem } from '../explore/machine-system.js';
import type { Missed } from './engine.js';

/** A run on which what must come never comes, made again through the step for readers. */
export interface MissedRun<State, Action, Input, Outcome> {
  readonly steps: readonly Step<State, Action, Input, Outcome>[];
  /** After so many steps the claim begins to speak. */
  readonly dueAfter: number;
  /**
   * The state that the last step leads back to, counted from 0 for the first one of the run; the last
   * state itself if nothing happens any more. Absent: there is no way on to what must come.
   */
  readonly loop?: number;
}

/**
 * Makes a run again. Throws unless it refutes the claim: it becomes due, what must come does not come
 * from there on, its loop ends where it begins, and no fair action is put off by it for ever.
 */
export function runOf<State, Action extends { readonly kind: string }, Input, Outcome, Scope>(
  system: MachineSystem<State, Action, Input, Outcome, Scope>,
  claim: Liveness<State>,
  { subject, lasso: { stem, dueAfter, loop } }: Missed,
): MissedRun<State, Action, Input, Outcome> {
  const steps = system.replay([...stem, ...(loop ?? [])]);
  const states = [system.machine.initial(system.scope), ...steps.map(({ after }) => after)];
  const dueState = states[dueAfter]!;
  const waited = states.slice(dueAfter);
  expectTrue(
    'it to become due',
    claim.subjects(dueState).includes(subject) && claim.from(dueState, subject),
  );
  expectTrue(
    'what must come not to come',
    waited.every((state) => !claim.goal(state, subject)),
  );
  if (loop === undefined) return { steps, dueAfter };

  const round = states.slice(stem.length);
  expectTrue('the loop to end where it begins', areAlike(system, round[0]!, round.at(-1)!));
  for (const action of system.alphabet) {
    if (!claim.fairness.includes(action.kind)) continue;
    const isCalled = steps.slice(stem.length).some((step) => step.action === action);
    const isPutOff = !isCalled && round.every((state) => system.machine.isEnabled(state, action));
    expectTrue(`${action.kind} not to be put off for ever`, !isPutOff);
  }
  return { steps, dueAfter, loop: stem.length };

  function expectTrue(what: string, isTrue: boolean): void {
    if (isTrue) return;
    throw new Error(
      `checker: expected ${what} when the run that refutes ${claim.id} is made again; does the machine step both ways alike?`,
    );
  }
}

function areAlike<State, Action, Input, Outcome, Scope>(
  { codec }: MachineSystem<State, Action, Input, Outcome, Scope>,
  one: State,
  other: State,
): boolean {
  const [left, right] = [one, other].map((state) => {
    const words = new Int32Array(codec.words);
    codec.encode(state, words, 0);
    return words.join();
  });
  return left === right;
}
