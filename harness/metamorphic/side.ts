import type { Fault, Topology } from '#contract';
import { type Action, apply, copyState, initialState, type Scope, type State } from '#model';
import { abstraction } from '../abstraction.js';
import type { RunDraws } from '../arbitraries.js';
import { drive, type Observed } from '../drive.js';
import { resolve } from '../resolve.js';
import { boot, type System, type Target } from '../target.js';

/** The name of what a relation is checked on. */
export type SideName = 'model' | 'implementation';

/** One of the two machines. A relation holds for each by itself; nobody compares them here. */
export interface Side {
  readonly name: SideName;
  /** A machine just booted. */
  boot(topology: Topology): Player;
}

/** A step that was made: what was asked, what was answered, and the states around it. */
export interface Made {
  readonly action: Action;
  /** The failures that the step ran into. */
  readonly faults: readonly Fault[];
  readonly outcome: Observed;
  readonly before: State;
  readonly after: State;
}

/** A running machine of either side. */
export interface Player {
  readonly state: State;
  /** One step; faults that it does not run into are no part of it. */
  make(action: Action, faults: readonly Fault[]): Made;
  /** Remembers where the machine is; what is answered leads back there, any number of times. */
  mark(): () => void;
}

/** The reference machine. */
export const modelSide: Side = { name: 'model', boot: (topology) => new ModelPlayer(topology) };

/** An implementation, seen through its driver and the abstraction. */
export function implementationSide(target: Target): Side {
  return {
    name: 'implementation',
    boot: (topology) => new ImplementationPlayer(boot(target, topology)),
  };
}

/** Resolves draws against the states they meet, as lawful callers. */
export function makeDraws(side: Side, scope: Scope, drawn: RunDraws): readonly Made[] {
  const player = side.boot(scope.topology);
  return drawn.commands.flatMap((draws) => {
    const { state } = player;
    const resolved = resolve({ scope, state, callers: 'lawful' }, draws, drawn.omitted);
    return resolved === undefined ? [] : [player.make(resolved.action, resolved.faults)];
  });
}

class ModelPlayer implements Player {
  state: State;

  constructor(topology: Topology) {
    this.state = initialState(topology);
  }

  make(action: Action, faults: readonly Fault[]): Made {
    const before = this.state;
    const after = copyState(before);
    const outcome = apply(after, action, { faults });
    if (outcome.kind === 'illegal') {
      if (faults.length > 0) return this.make(action, []);
      throw new Error(`harness: the model's own choice is illegal: ${outcome.reason}`);
    }
    this.state = after;
    return { action, faults, outcome, before, after };
  }

  mark(): () => void {
    const { state } = this;
    return () => {
      this.state = state;
    };
  }
}

class ImplementationPlayer implements Player {
  readonly #system: System;
  state: State;

  constructor(system: System) {
    this.#system = system;
    this.state = abstraction(system);
  }

  make(action: Action, drawn: readonly Fault[]): Made {
    const before = this.state;
    const outcome = drive(this.#system, action, drawn);
    const faults = drawn.slice(0, this.#system.embedding.usedFaults);
    this.state = abstraction(this.#system);
    return { action, faults, outcome, before, after: this.state };
  }

  mark(): () => void {
    const { driver, embedding } = this.#system;
    const snapshot = driver.snapshot();
    // What devices were told lies with the embedding, which no driver restores.
    const takeBack = embedding.mark();
    return () => {
      driver.restore(snapshot);
      takeBack();
      this.state = abstraction(this.#system);
    };
  }
}
