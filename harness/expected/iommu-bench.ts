import { codecOf, readBytes } from '#checker';
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
import { deedOf } from '../argument/story.js';
import { Calls } from '../calls.js';
import { viewed } from '../counterexample/file.js';
import { choiceIn, drive, type Observed } from '../drive.js';
import { SNAPSHOT_WORDS_MAX, writeSnapshot } from '../kernel/memory-words.js';
import { outcomeMismatch, untoldGroup } from '../lockstep.js';
import { outcomeText } from '../outcome-text.js';
import { sameState } from '../same-state.js';
import { boot, type Callers, type System, type Target } from '../target.js';
import { commandText } from '../text.js';
import { toldIn } from '../told.js';
import type { Bench } from './bench.js';

const NOTHING = new Uint8Array();

type IommuBench = Bench<State, Action, Input, StepOutcome>;

/** Who calls what on a bench. */
interface IommuSetting {
  readonly scope: Scope;
  readonly callers: Callers;
  /** Absent: the machine is alone. */
  readonly target: Target | undefined;
  /** Whether calls past a bound of the scope are left out; else there must be none. */
  readonly isBounded: boolean;
}

/** The reference machine in a scope, beside a target. */
export function iommuBench({ scope, callers, target, isBounded }: IommuSetting): IommuBench {
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
    calls() {
      const { calls: here, cuts } = calls.from(state);
      if (cuts.length === 0 || isBounded) return here;
      throw new Error(`harness: scope ${scope.name} is cut off; raise its countMax`);
    },
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
      deed: deedOf(action, (process) => `process ${process}`, topology),
    }),
    viewed,
    snapshots: {
      wordsMax: codec.words + SNAPSHOT_WORDS_MAX,
      save(into) {
        codec.encode(state, into, 0);
        system?.driver.startObservers();
        return writeSnapshot(system?.driver.snapshot() ?? NOTHING, into, codec.words);
      },
      restore(words) {
        state = codec.decode(words, 0);
        system?.driver.restore(readBytes(words, codec.words));
        system?.embedding.restore(toldIn(state));
      },
    },
  };
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
