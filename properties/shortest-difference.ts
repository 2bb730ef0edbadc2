/**
 * The shortest trace on which two policies answer differently, by a naive breadth-first search of
 * both machines together.
 */
import type { Policy } from '#contract';
import { firstDifference } from '#harness';
import {
  type Action,
  apply,
  copyState,
  format,
  type Input,
  machine,
  type Scope,
  type State,
  type StepOutcome,
  underPolicy,
} from '#model';

/** What two machines answered differently, and how they came there. */
export interface Difference {
  readonly trace: readonly string[];
  readonly answers: readonly [one: string, other: string];
}

interface Pair {
  readonly states: readonly [State, State];
  readonly trace: readonly string[];
}

/** Undefined where no trace of the scope tells the two policies apart. */
export function shortestDifference(
  scope: Scope,
  others: readonly [Policy, Policy],
): Difference | undefined {
  const begin = (policy: Policy): State => machine.initial(underPolicy(scope, policy));
  let level: readonly Pair[] = [{ states: [begin(others[0]), begin(others[1])], trace: [] }];
  const seen = new Set<string>();
  while (level.length > 0) {
    const next: Pair[] = [];
    for (const { states, trace } of level) {
      for (const { action, input } of callsOf(scope, states)) {
        const after: [State, State] = [copyState(states[0]), copyState(states[1])];
        const outcomes = [apply(after[0], action, input), apply(after[1], action, input)] as const;
        // A fault that one of them does not run into tells nothing: it can only be injected where it is met.
        const isUnmet = outcomes.some(({ kind }) => kind === 'illegal');
        if (isUnmet && input.faults.length > 0) continue;
        const line = [...trace, lineOf(scope, action, input)];
        if (firstDifference(outcomes[0], outcomes[1]) !== undefined) {
          return { trace: line, answers: [answerOf(outcomes[0]), answerOf(outcomes[1])] };
        }
        const key = keyOf(after[0]) + keyOf(after[1]);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ states: after, trace: line });
      }
    }
    level = next;
  }
  return undefined;
}

/** What each step came to, with everything that was chosen or failed on the way. */
const lineOf = ({ topology }: Scope, action: Action, { pasid, faults }: Input): string =>
  [
    format(action, topology),
    ...(pasid === undefined ? [] : [`chosen ${pasid}`]),
    ...faults.map(({ at }) => `fault at ${at}`),
  ].join(', ');

function answerOf(outcome: StepOutcome): string {
  const answer = outcome.kind === 'refused' ? outcome.errno : outcome.kind;
  return 'warned' in outcome ? `${answer}, with a warning` : answer;
}

const keyOf = ({ topology: _, ...state }: State): string => JSON.stringify(state);

/** Every action that one of the two would make, with every input that one of them would try. */
function* callsOf(
  scope: Scope,
  states: readonly State[],
): Generator<{ action: Action; input: Input }> {
  for (const action of machine.alphabet(scope)) {
    const willing = states.filter(
      (state) => machine.isEnabled(state, action) && !machine.isPastBound(scope, state, action),
    );
    const inputs = willing.flatMap((state) => [...machine.inputs(state, action)]);
    const seen = new Set<string>();
    for (const input of inputs) {
      const known = JSON.stringify(input);
      if (!seen.has(known)) yield { action, input };
      seen.add(known);
    }
  }
}
