import { codecOf, readBytes, writeBytes } from '#checker';
import type { Snapshots } from '#declaration';
import {
  type Action,
  apply,
  copyState,
  type Input,
  machine,
  type Scope,
  type State,
  type StepOutcome,
} from '#model';
import { abstraction } from '../abstraction.js';
import { Calls } from '../calls.js';
import { viewed } from '../counterexample/file.js';
import { choiceIn, drive, type Observed } from '../drive.js';
import { outcomeMismatch, untoldGroup } from '../lockstep.js';
import { outcomeText } from '../outcome-text.js';
import { sameState } from '../same-state.js';
import { boot, type Callers, type System, type Target } from '../target.js';
import { commandText } from '../text.js';
import type { Bench } from './bench.js';

/** The most words that a snapshot takes in these scopes. */
const SNAPSHOT_WORDS_MAX = 256;

type IommuBench = Bench<State, Action, Input, StepOutcome>;

/** The reference machine in a scope, beside a target; without one, alone. */
export function iommuBench(
  scope: Scope,
  callers: Callers,
  target: Target | undefined,
): IommuBench {
  const { topology } = scope;
  const calls = new Calls(scope, callers);
  const codec = codecOf(machine.shape(scope));
  const fresh = (): System | undefined => target && boot(target, topology, callers);
  let system = fresh();
  let state = machine.initial(scope);

  return {
    boot() {
      system = fresh();
      state = machine.initial(scope);
    },
    get state() {
      return state;
    },
    calls: () => calls.from(state).calls,
    make(label) {
      const { action, faults } = calls.at(state, label);
      const observed = system && drive(system, action, faults);
      const input: Input = { ...(observed && choiceIn(observed)), faults };
      const before = state;
      const after = copyState(before);
      const outcome = apply(after, action, input);
      state = after;
      const reason = system && observed && difference(system, { after, outcome, observed });
      return reason ?? { before, action, input, outcome, after };
    },
    told: ({ action, input: { faults }, outcome }) => ({
      action: { ...action },
      faults: faults.map((fault) => ({ ...fault })),
      call: commandText({ action, faults }, [], topology),
      answer: outcomeText(outcome, topology),
    }),
    viewed,
    ...(system === undefined ? {} : { snapshots: snapshotsOf() }),
  };

  function snapshotsOf(): Snapshots {
    return {
      wordsMax: codec.words + SNAPSHOT_WORDS_MAX,
      save(into) {
        system!.driver.startObservers();
        codec.encode(state, into, 0);
        return writeBytes(system!.driver.snapshot(), into, codec.words);
      },
      restore(words) {
        state = codec.decode(words, 0);
        system!.driver.restore(readBytes(words, codec.words));
        system!.embedding.restore(state);
      },
    };
  }
}

/** In what the two sides differ after a step, if in anything. */
function difference(
  system: System,
  made: {
    readonly after: State;
    readonly outcome: StepOutcome;
    readonly observed: Observed;
  },
): string | undefined {
  const { after, outcome, observed } = made;
  const reason = outcomeMismatch(outcome, observed) ?? untoldGroup(system, after);
  if (reason !== undefined) return reason;
  return sameState(after, abstraction(system)) ? undefined : 'the states differ';
}
