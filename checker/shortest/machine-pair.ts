import type { Counterpart, Explorable, Pair, Snapshots } from '#declaration';
import { type Codec, codecOf } from '../codec/codec.js';
import type { BrokenClaim } from '../explore/machine-system.js';
import { listOf } from '../explore/steps.js';

/** A command that was given: the call, and what the machine answered. */
export interface GivenCommand<Action, Input, Outcome> {
  readonly action: Action;
  readonly input: Input;
  readonly outcome: Outcome;
  /** What is amiss after it, if anything is. */
  readonly finding: BrokenClaim | undefined;
}

/**
 * A declared machine in one scope and its live counterpart, stepped together: a finding is the first
 * thing in which they differ. Commands have the numbers that transitions of the machine alone have.
 */
export class MachinePair<State, Action, Input, Outcome, Scope> implements Pair<BrokenClaim> {
  readonly snapshots: Snapshots;
  /** How many words of a saved pair are the machine's; they come first. */
  readonly machineWords: number;
  private readonly machine: Explorable<State, Action, Input, Outcome, Scope>;
  private readonly scope: Scope;
  private readonly counterpart: Counterpart<State, Action, Input, Outcome>;
  private readonly alphabet: readonly Action[];
  private readonly codec: Codec<State>;
  /** A private copy: the recipes write into it. */
  private state: State;

  constructor(
    machine: Explorable<State, Action, Input, Outcome, Scope>,
    scope: Scope,
    counterpart: Counterpart<State, Action, Input, Outcome>,
  ) {
    this.machine = machine;
    this.scope = scope;
    this.counterpart = counterpart;
    this.alphabet = machine.alphabet(scope);
    this.codec = codecOf(machine.shape(scope));
    this.state = machine.copy(machine.initial(scope));
    this.machineWords = this.codec.words;
    this.snapshots = {
      wordsMax: this.codec.words + counterpart.wordsMax,
      save: (into) => {
        this.codec.encode(this.state, into, 0);
        return counterpart.save(into, this.codec.words);
      },
      restore: (words) => {
        this.state = this.codec.decode(words, 0);
        counterpart.restore(words, this.codec.words);
      },
    };
  }

  reset(): BrokenClaim | undefined {
    this.counterpart.boot();
    this.state = this.machine.copy(this.machine.initial(this.scope));
    return disagreement(this.counterpart.difference(this.state));
  }

  commands(): readonly number[] {
    const { alphabet, machine, state } = this;
    return this.callable(false).flatMap((index) =>
      listOf(machine.inputs(state, alphabet[index]!)).map(
        (_, choice) => index + choice * alphabet.length,
      ),
    );
  }

  cut(): readonly number[] {
    return this.callable(true);
  }

  give(command: number): BrokenClaim | undefined {
    return this.given(command).finding;
  }

  /** Gives a sequence of commands from reset, up to the first after which anything is amiss. */
  replayed(commands: readonly number[]): readonly GivenCommand<Action, Input, Outcome>[] {
    const made: GivenCommand<Action, Input, Outcome>[] = [];
    this.reset();
    for (const command of commands) {
      made.push(this.given(command));
      if (made.at(-1)!.finding !== undefined) break;
    }
    return made;
  }

  private given(command: number): GivenCommand<Action, Input, Outcome> {
    const { alphabet, machine, counterpart, state } = this;
    const action = alphabet[command % alphabet.length]!;
    const choice = Math.floor(command / alphabet.length);
    const input = listOf(machine.inputs(state, action))[choice]!;
    const outcome = machine.apply(state, action, input);
    const reason = counterpart.call(action, input, outcome) ?? counterpart.difference(state);
    return { action, input, outcome, finding: disagreement(reason) };
  }

  /** The actions that can be taken here, by their numbers: those past a bound, or the others. */
  private callable(isPastBound: boolean): readonly number[] {
    const { alphabet, machine, scope, state } = this;
    const found: number[] = [];
    for (const [index, action] of alphabet.entries()) {
      if (!machine.isEnabled(state, action)) continue;
      if (machine.isPastBound(scope, state, action) === isPastBound) found.push(index);
    }
    return found;
  }
}

const disagreement = (reason: string | undefined): BrokenClaim | undefined =>
  reason === undefined ? undefined : { claim: 'agreement', violation: { reason, at: [] } };
