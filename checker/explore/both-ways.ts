import type { Explorable } from '#declaration';
import { codecOf } from '../codec/codec.js';

/**
 * The same machine, each step of which is made both ways, on a private copy and for readers. Throws
 * at the first step where state or outcome differ, where the copy was not private, or where the step
 * for readers wrote into the state it was given.
 */
export function steppingBothWays<State, Action, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
): Explorable<State, Action, Input, Outcome, Scope> {
  const codec = codecOf(machine.shape(scope));
  const textOf = (state: State): string => {
    const words = new Int32Array(codec.words);
    codec.encode(state, words, 0);
    return words.join(' ');
  };
  return {
    ...machine,
    apply(state, action, input) {
      const given = textOf(state);
      const before = machine.copy(state);
      const outcome = machine.apply(state, action, input);
      const expect = (what: string, one: string, other: string): void => {
        if (one === other) return;
        const step = JSON.stringify([action, input]);
        throw new Error(`checker: expected ${what} at ${step}, saw ${one} and ${other}`);
      };
      expect('a copy of its own', given, textOf(before));
      const read = machine.step(before, action, input);
      expect('the state given to stay as it is', given, textOf(before));
      expect('both ways to lead to one state', textOf(state), textOf(read.state));
      expect('one outcome', JSON.stringify([outcome]), JSON.stringify([read.outcome]));
      return outcome;
    },
  };
}
