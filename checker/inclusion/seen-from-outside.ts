import type { Explorable, Step } from '#declaration';
import { MachineSystem } from '../explore/machine-system.js';
import { Search } from '../explore/search.js';
import type { Automaton, Edge, EdgeAt } from './automaton.js';

/** What is seen of a step; nothing: it is hidden. */
export type Label<State, Action, Input, Outcome> = (
  step: Step<State, Action, Input, Outcome>,
) => string | undefined;

/** A machine in one scope as an automaton, whose runs can be made again. */
export interface SeenFromOutside<State, Action, Input, Outcome> {
  readonly automaton: Automaton;
  /** Whether every state is in it; the bounds of the scope aside. */
  readonly complete: boolean;
  /** Transitions that are not in it, because they would pass a bound of the scope. */
  readonly cuts: number;
  /** The steps of a run, made again for readers. */
  replay(run: readonly EdgeAt[]): Step<State, Action, Input, Outcome>[];
}

/** Searches a machine, and keeps of each step where it leads and what is seen of it. */
export function seenFromOutside<State, Action, Input, Outcome, Scope>(
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  scope: Scope,
  label: Label<State, Action, Input, Outcome>,
  { statesMax }: { readonly statesMax: number },
): SeenFromOutside<State, Action, Input, Outcome> {
  type Kept = Edge & { readonly action: Action; readonly input: Input };
  const edges: Map<string, Kept>[] = [];
  let from = 0;
  const keep = (step: Step<State, Action, Input, Outcome>): undefined => {
    const to = numberOf(step.after);
    const seen = label(step);
    const kept = edges[from]!;
    const key = `${to} ${seen ?? ''}`;
    if ((seen === undefined && to === from) || kept.has(key)) return;
    const { action, input } = step;
    kept.set(key, { ...(seen === undefined ? {} : { label: seen }), to, action, input });
  };
  const system = new MachineSystem(machine, scope, {
    invariants: [],
    transitionInvariants: [{ id: 'label', antecedent: '', violation: keep }],
    witnesses: [],
  });
  const numbers = new Map<string, number>();
  const words = new Int32Array(system.codec.words);
  const numberOf = (state: State): number => {
    system.codec.encode(state, words, 0);
    const key = words.join(' ');
    const known = numbers.get(key);
    if (known !== undefined) return known;
    // States are met here in the order in which the search finds them.
    const number = numbers.size;
    numbers.set(key, number);
    edges.push(new Map());
    return number;
  };

  numberOf(machine.initial(scope));
  const search = new Search(system);
  while (search.advance(1) && numbers.size <= statesMax) from += 1;
  const kept = edges.map((each) => [...each.values()]);
  const { complete, cuts } = search.report();
  return {
    automaton: { edges: kept },
    complete,
    cuts,
    replay(run) {
      let before = machine.initial(scope);
      return run.map((edge) => {
        const { action, input } = kept[edge.from]![edge.at]!;
        const { state: after, outcome } = machine.step(before, action, input);
        const step = { before, action, input, outcome, after };
        before = after;
        return step;
      });
    },
  };
}
