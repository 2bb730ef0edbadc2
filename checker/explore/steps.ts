import type { Explorable, Step } from '#declaration';

/** A machine in one scope, and the alphabet by which transitions are numbered. */
interface Numbered<State, Action, Input, Outcome, Scope> {
  readonly machine: Explorable<State, Action, Input, Outcome, Scope>;
  readonly scope: Scope;
  readonly alphabet: readonly Action[];
}

/** The step of a label, through the step for readers; nothing, where there is none. */
export function stepAt<State, Action, Input, Outcome, Scope>(
  { machine, alphabet }: Numbered<State, Action, Input, Outcome, Scope>,
  before: State,
  label: number,
): Step<State, Action, Input, Outcome> | undefined {
  const action = alphabet[label % alphabet.length]!;
  if (!machine.isEnabled(before, action)) return undefined;
  const choice = Math.floor(label / alphabet.length);
  const input = listOf(machine.inputs(before, action))[choice];
  if (input === undefined) return undefined;
  const { state: after, outcome } = machine.step(before, action, input);
  return { before, action, input, outcome, after };
}

/** Every step from a state that a search makes. */
export function stepsFrom<State, Action, Input, Outcome, Scope>(
  { machine, scope, alphabet }: Numbered<State, Action, Input, Outcome, Scope>,
  before: State,
): Step<State, Action, Input, Outcome>[] {
  return alphabet.flatMap((action) => {
    if (!machine.isEnabled(before, action)) return [];
    if (machine.isPastBound(scope, before, action)) return [];
    return listOf(machine.inputs(before, action)).map((input) => {
      const { state: after, outcome } = machine.step(before, action, input);
      return { before, action, input, outcome, after };
    });
  });
}

/** The items as a list, without a copy where they are one. */
export function listOf<T>(items: Iterable<T>): readonly T[] {
  return Array.isArray(items) ? (items as readonly T[]) : [...items];
}
