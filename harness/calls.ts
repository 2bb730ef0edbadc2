import { codecOf, type Words } from '#checker';
import type { Fault } from '#contract';
import { type Action, type Input, inputs, machine, type Scope, type State } from '#model';
import { everything } from './lockstep.js';
import { mayCall } from './resolve.js';
import { Session } from './run.js';
import { Seen } from './seen.js';
import { boot, type Callers, type System, type Target } from './target.js';

/** A call that can be made in some state, and the number by which it can be made again there. */
export interface Call {
  readonly label: number;
  readonly action: Action;
  readonly faults: readonly Fault[];
}

/** The calls of one scope in the order of declaration, of domain values and of faults. */
export class Calls {
  readonly scope: Scope;
  readonly callers: Callers;
  readonly #alphabet: readonly Action[];
  readonly #codec: ReturnType<typeof codecOf<State>>;
  readonly #words: Words;

  constructor(scope: Scope, callers: Callers) {
    this.scope = scope;
    this.callers = callers;
    this.#alphabet = machine.alphabet(scope);
    this.#codec = codecOf(machine.shape(scope));
    this.#words = new Int32Array(this.#codec.words);
  }

  /** The calls that such callers make here; of those past a bound, only their labels. */
  from(state: State): { readonly calls: readonly Call[]; readonly cuts: readonly number[] } {
    const { labels, cuts } = this.without(state);
    const calls = labels.flatMap((label) => {
      const action = this.actionOf(label);
      return [{ label, action, faults: NONE }, ...this.failing(state, label)];
    });
    return { calls, cuts };
  }

  /** The labels of those calls in which nothing fails, and of those past a bound. */
  without(state: State): { readonly labels: readonly number[]; readonly cuts: readonly number[] } {
    const labels: number[] = [];
    const cuts: number[] = [];
    for (let index = 0; index < this.#alphabet.length; index++) {
      const action = this.#alphabet[index]!;
      if (!mayCall(this.callers, state, action)) continue;
      (machine.isPastBound(this.scope, state, action) ? cuts : labels).push(index);
    }
    return { labels, cuts };
  }

  /** A call in which nothing fails, with each of the failures that it can run into. */
  failing(state: State, label: number): readonly Call[] {
    const action = this.actionOf(label);
    const calls: Call[] = [];
    const tried = this.#withoutChoice(state, action);
    for (let choice = 1; choice < tried.length; choice++) {
      const { faults } = tried[choice]!;
      calls.push({ label: label + choice * this.#alphabet.length, action, faults });
    }
    return calls;
  }

  /** The action of the calls of this number. */
  actionOf(label: number): Action {
    return this.#alphabet[label % this.#alphabet.length]!;
  }

  /** The call of this number in a state in which it can be made. */
  at(state: State, label: number): Call {
    const action = this.actionOf(label);
    const choice = Math.floor(label / this.#alphabet.length);
    const { faults } = this.#withoutChoice(state, action)[choice]!;
    return { label, action, faults };
  }

  /** A run from reset along the numbers of its calls, until they end or a check fails. */
  session(
    target: Target,
    path: readonly number[],
    system: System = boot(target, this.scope.topology, this.callers),
  ): Session {
    const { scope, callers } = this;
    const setting = { scope, target, callers, checks: everything, path: 'mutable' } as const;
    const session = new Session({ ...setting, seen: new Seen() }, system);
    for (const label of path) {
      const { action, faults } = this.at(session.state, label);
      if (session.step(session.referring({ action, faults })) !== undefined) break;
    }
    return session;
  }

  /** The inputs that leave the choice of an id to the target; nothing fails in the first. */
  #withoutChoice(state: State, action: Action): readonly Input[] {
    let isWritten = false;
    // Copies without what observers say: on that nothing depends that can fail.
    const copyOf = (): State => {
      if (!isWritten) this.#codec.encodeUnchecked(state, this.#words, 0);
      isWritten = true;
      return this.#codec.decode(this.#words, 0);
    };
    return inputs(state, action, copyOf).filter(({ pasid }) => pasid === undefined);
  }
}

const NONE: readonly Fault[] = [];
