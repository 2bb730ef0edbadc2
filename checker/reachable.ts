import type { Machine, Step } from '#declaration';

/** What the naive search hands out for each transition it makes. */
export type Visit<State, Action, Input, Outcome> = (
  step: Step<State, Action, Input, Outcome>,
) => void;

/** Counts of a finished search. */
export interface Reachable {
  /** Distinct states, by their keys. */
  readonly states: number;
  /** Transitions made, those that lead to a known state included. */
  readonly transitions: number;
  /** Actions not followed, because a counter would have passed a bound of the scope. */
  readonly cuts: number;
  /** Levels of the breadth-first tree; the initial state is level 1. */
  readonly depth: number;
}

/**
 * Every reachable state of a machine in a scope, breadth-first over immutable states with JSON keys.
 * Slow and obviously right: what any faster search is confirmed against.
 *
 * `key` says which states count as one: a machine's observers (fields that no step reads) are left
 * out there. Throws once more than `statesMax` states were seen, so that no caller waits for ever.
 */
export function reachable<State, Action, Input, Outcome, Scope>(
  machine: Machine<State, Action, Input, Outcome, Scope>,
  scope: Scope,
  options: {
    readonly key: (state: State) => string;
    readonly statesMax: number;
    readonly visit?: Visit<State, Action, Input, Outcome>;
  },
): Reachable {
  const alphabet = machine.alphabet(scope);
  const initial = machine.initial(scope);
  const seen = new Set([options.key(initial)]);
  let level = [initial];
  let depth = 0;
  let transitions = 0;
  let cuts = 0;
  while (level.length > 0) {
    depth += 1;
    const next: State[] = [];
    for (const before of level) {
      for (const action of alphabet) {
        if (!machine.isEnabled(before, action)) continue;
        if (machine.isPastBound(scope, before, action)) {
          cuts += 1;
          continue;
        }
        for (const input of machine.inputs(before, action)) {
          const { state: after, outcome } = machine.step(before, action, input);
          transitions += 1;
          options.visit?.({ before, action, input, outcome, after });
          const key = options.key(after);
          if (seen.has(key)) continue;
          seen.add(key);
          next.push(after);
        }
      }
    }
    if (seen.size > options.statesMax) {
      throw new Error(`checker: more than ${options.statesMax} states; take a smaller scope`);
    }
    level = next;
  }
  return { states: seen.size, transitions, cuts, depth };
}
