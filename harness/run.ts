import type { Pasid } from '#contract';
import type { Scope, WitnessId } from '#model';
import { preconditionHolds } from '#model';
import type { Draws } from './arbitraries.js';
import { type Command, Grants, type Trace } from './command.js';
import type { Observed } from './drive.js';
import { type Checks, type Failure, Lockstep, type Path } from './lockstep.js';
import { resolve } from './resolve.js';
import { boot, type System, type Target } from './target.js';

/** What one run against one target needs to know. */
export interface Setting {
  readonly scope: Scope;
  readonly target: Target;
  readonly checks: Checks;
  readonly path: Path;
  /** Where witnesses that are reached are noted. */
  readonly reached: Set<WitnessId>;
}

/** A run that ended: what was done, what was answered, and the failure that ended it, if any. */
export interface Run {
  readonly trace: Trace;
  readonly outcomes: readonly Observed[];
  /** The check that failed after the last command of the trace. */
  readonly failure: Failure | undefined;
}

/** Resolves draws one by one against the state they meet, until they end or a check fails. */
export function runDraws(setting: Setting, drawn: readonly Draws[]): Run {
  const session = new Session(setting);
  for (const draws of drawn) {
    const resolved = resolve(setting.scope, session.state, draws);
    if (resolved === undefined) continue;
    if (session.step(session.commandFor(resolved)) !== undefined) break;
  }
  return session.end();
}

/**
 * Replays a trace. Undefined if it is no lawful trace of this target: a caller breaks its contract,
 * so whatever came out would say nothing.
 */
export function runTrace(setting: Setting, trace: Trace): Run | undefined {
  const session = new Session(setting);
  for (const command of trace) {
    if (!preconditionHolds(session.state, session.bound(command))) return undefined;
    if (session.step(command) !== undefined) break;
  }
  return session.end();
}

/** One run in progress: the two sides and the ids that commands were granted so far. */
export class Session {
  readonly #lockstep: Lockstep;
  readonly #grants = new Grants();
  readonly #trace: Command[] = [];
  readonly #outcomes: Observed[] = [];
  #failure: Failure | undefined;

  constructor(setting: Setting, system: System = boot(setting.target, setting.scope.topology)) {
    this.#lockstep = new Lockstep({ ...setting, system });
  }

  get scope(): Scope {
    return this.#lockstep.scope;
  }

  get state(): Lockstep['state'] {
    return this.#lockstep.state;
  }

  /** A resolved action as a command: an id it names is tied to the command that was granted it. */
  commandFor({ action, faults }: Pick<Command, 'action' | 'faults'>): Command {
    const grantedBy =
      action.kind === 'pasid-free-global' ? this.#grants.latestOf(action.pasid) : undefined;
    return grantedBy === undefined ? { action, faults } : { action, faults, grantedBy };
  }

  /** The action of a command with the ids that were granted in this run. */
  bound(command: Command): Command['action'] {
    return this.#grants.bind(command);
  }

  /** One command on both sides; the failure that it shows, if it shows one. */
  step(command: Command): Failure | undefined {
    const { outcome, failure } = this.#lockstep.step(this.bound(command), command.faults);
    if (outcome.kind === 'granted') this.#noteGrant(command, outcome.pasid);
    this.#trace.push(command);
    this.#outcomes.push(outcome);
    this.#failure = failure;
    return failure;
  }

  end(): Run {
    return {
      trace: this.#trace,
      outcomes: this.#outcomes,
      failure: this.#failure,
    };
  }

  #noteGrant(command: Command, pasid: Pasid): void {
    if (command.action.kind === 'pasid-alloc-global') this.#grants.record(command, pasid);
  }
}
