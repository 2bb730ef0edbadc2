import { codecOf } from '#checker';
import type { Counterpart, Explorable } from '#declaration';
import type { Bench } from './bench.js';

/** A small machine in one scope, and how what happens there is told. */
interface MachineSetting<State, Action, Input, Outcome, Scope> {
  readonly machine: Explorable<State, Action, Input, Outcome, Scope>;
  readonly scope: Scope;
  /** The calls that are made, by their declarations. */
  readonly actions: readonly { readonly kind: string; readonly summary: string }[];
  /** What every call meets: nothing fails. */
  readonly input: Input;
  /** What of a state can change. */
  readonly viewed: (state: State) => Readonly<Record<string, unknown>>;
  /** Absent: the machine is alone. */
  readonly counterpart: Counterpart<State, Action, Input, Outcome> | undefined;
}

type Named = { readonly kind: string };

/** A small machine, with the code that it is the model of beside it or alone. */
export function machineBench<State, Action extends Named, Input, Outcome extends Named, Scope>(
  setting: MachineSetting<State, Action, Input, Outcome, Scope>,
): Bench<State, Action, Input, Outcome> {
  const { machine, scope, actions, input, viewed, counterpart } = setting;
  const summaries = new Map(actions.map(({ kind, summary }) => [kind, summary]));
  const alphabet = machine.alphabet(scope);
  const codec = codecOf(machine.shape(scope));
  let state = machine.initial(scope);

  return {
    boot() {
      counterpart?.boot();
      state = machine.initial(scope);
    },
    get state() {
      return state;
    },
    calls: () =>
      alphabet
        .map((action, label) => ({ label, action }))
        .filter(({ action }) => {
          if (!summaries.has(action.kind) || !machine.isEnabled(state, action)) return false;
          if (!machine.isPastBound(scope, state, action)) return true;
          throw new Error(`harness: ${callText(action)} passes a bound of machine ${machine.name}`);
        }),
    make(label) {
      const action = alphabet[label]!;
      const before = state;
      const after = machine.copy(before);
      const outcome = machine.apply(after, action, input);
      state = after;
      const reason = counterpart?.call(action, input, outcome) ?? counterpart?.difference(after);
      return reason ?? { before, action, input, outcome, after };
    },
    told: ({ action, outcome }) => ({
      action: { ...action },
      faults: [],
      call: callText(action),
      answer: answerText(outcome),
      deed: summaries.get(action.kind)!,
    }),
    viewed,
    snapshots: {
      wordsMax: codec.words + (counterpart?.wordsMax ?? 0),
      save(into) {
        codec.encode(state, into, 0);
        return counterpart?.save(into, codec.words) ?? codec.words;
      },
      restore(words) {
        state = codec.decode(words, 0);
        counterpart?.restore(words, codec.words);
      },
    },
  };
}

/** A call of a small machine in words, each argument by its name. */
export function callText({ kind, ...args }: Named): string {
  const given = Object.entries(args).map(([name, value]) => `${name} ${String(value)}`);
  return [kind, ...given].join(' ');
}

/** The answer of a small machine alone: what is logged beside it no claim here asks for. */
export function answerText(outcome: Named): string {
  const { kind, errno, id } = outcome as Named & { readonly errno?: string; readonly id?: number };
  if (errno !== undefined) return `${kind} ${errno}`;
  return id === undefined ? kind : `${kind} id ${id}`;
}
