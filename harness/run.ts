import type { Scope } from '#model';
import { type Draws, NOTHING_OMITTED, type RunDraws } from './arbitraries.js';
import { type Command, Grants, type Trace } from './command.js';
import type { Observed } from './drive.js';
import { type Checks, type Failure, Lockstep, type Path } from './lockstep.js';
import { mayCall, resolve } from './resolve.js';
import { Seen } from './seen.js';
import { boot, type Callers, type System, type Target } from './target.js';

/** What one run against one target needs to know. */
export interface Setting {
  readonly scope: Scope;
  readonly target: Target;
  readonly checks: Checks;
  readonly path: Path;
  /** Whether callers keep their contract. */
  readonly callers: Callers;
  /** Where what the run shows is noted. */
  readonly seen: Seen;
}

/** A run that ended: what was done, what was answered, and the failure that ended it, if any. */
export interface Run {
  readonly trace: Trace;
  readonly outcomes: readonly Observed[];
  /** The check that failed after the last command of the trace. */
  readonly failure: Failure | undefined;
}

/** Resolves draws one by one against the state they meet, until they end or a check fails. */
export function runDraws(setting: Setting, drawn: RunDraws): Run {
  const session = new Session(setting);
  for (const draws of drawn.commands) {
    const command = session.draw(draws, drawn.omitted);
    if (command !== undefined && session.step(command) !== undefined) break;
  }
  return session.end();
}

/** A trace that cannot be made as it stands: whatever came out would say nothing. */
export interface Unmade {
  /** The number of the command, counted from 1, that stands in the way. */
  readonly step: number;
  /** Why it does. */
  readonly unmade: string;
}

/** Replays a trace, unless it is no lawful trace of this target. */
export function runAsRecorded(setting: Setting, trace: Trace): Run | Unmade {
  const session = new Session(setting);
  for (const [i, command] of trace.entries()) {
    const action = session.bound(command);
    const step = i + 1;
    if (!mayCall(setting.callers, session.state, action)) {
      const isPossible = mayCall('sloppy', session.state, action);
      const unmade = isPossible ? 'its caller would break its contract' : 'it means nothing there';
      return { step, unmade };
    }
    if (session.step(command) !== undefined) break;
    if (session.faultsMet < command.faults.length) {
      return { step, unmade: 'it does not run into the failures that are recorded' };
    }
  }
  return session.end();
}

/** The same for those who do not ask why it cannot be made. */
export function runTrace(setting: Setting, trace: Trace): Run | undefined {
  const run = runAsRecorded(setting, trace);
  return 'unmade' in run ? undefined : run;
}

/** Replays what of a trace is lawful where it comes to it, with the faults that it runs into. */
export function runPossible(setting: Setting, trace: Trace): Run {
  const session = new Session(setting);
  for (const command of trace) {
    if (!mayCall(setting.callers, session.state, session.bound(command))) continue;
    if (session.step(command) !== undefined) break;
  }
  return session.end();
}

/**
 * A failing run, made again with every check in full: what is reported rests on no check that was left
 * out. A target that answers differently each time is believed the first time.
 */
export function madeInFull(setting: Setting, failing: Run): Run {
  if (setting.target.lacks?.includes('determinism') === true) return failing;
  const run = runTrace({ ...setting, path: 'mutable' }, failing.trace);
  if (run?.failure?.property === failing.failure?.property) return run ?? failing;
  throw new Error(
    `harness: expected ${failing.failure?.property} to fail again when the run is checked in full, saw ${run?.failure?.property ?? 'no failure'}; run the same command with --path mutable`,
  );
}

/**
 * A failing run up to the step that fails, which is the first of them with a look after every step.
 * What it shows on the way was noted already.
 */
function lookedAtThroughout(setting: Setting, failing: Run): Run {
  if (setting.target.lacks?.includes('determinism') === true) return failing;
  const run = runTrace({ ...setting, path: 'mutable', seen: new Seen() }, failing.trace);
  if (run?.failure !== undefined) return run;
  throw new Error(
    `harness: expected a run that fails as ${failing.failure?.property} to fail again when it is looked at after every step, saw no failure; run the same command with --path mutable`,
  );
}

/** One run in progress: the two sides and the ids that commands were granted so far. */
export class Session {
  readonly #setting: Setting;
  readonly #lockstep: Lockstep;
  readonly #grants = new Grants();
  readonly #trace: Command[] = [];
  readonly #outcomes: Observed[] = [];
  #failure: Failure | undefined;

  constructor(
    setting: Setting,
    system: System = boot(setting.target, setting.scope.topology, setting.callers),
  ) {
    this.#setting = setting;
    this.#lockstep = new Lockstep({ ...setting, system });
  }

  get scope(): Scope {
    return this.#lockstep.scope;
  }

  get state(): Lockstep['state'] {
    return this.#lockstep.state;
  }

  /** The command that these draws mean here, if any of the kinds not omitted means anything. */
  draw(draws: Draws, omitted = NOTHING_OMITTED): Command | undefined {
    const resolved = resolve(this.#lockstep, draws, omitted);
    return resolved === undefined ? undefined : this.referring(resolved);
  }

  /** The command with references to the earlier ones that were given what its arguments name. */
  referring(command: Command): Command {
    const given = this.#grants.referencesOf(command.action);
    return given === undefined ? command : { ...command, given };
  }

  /** The action of a command with the ids that were granted in this run. */
  bound(command: Command): Command['action'] {
    return this.#grants.bind(command);
  }

  /** One command on both sides; the failure that it shows, if it shows one. */
  step(command: Command): Failure | undefined {
    const { outcome, faults, failure } = this.#lockstep.step(this.bound(command), command.faults);
    const made = faults === command.faults ? command : { ...command, faults };
    this.#grants.record(made, outcome);
    this.#trace.push(made);
    this.#outcomes.push(outcome);
    this.#failure = failure;
    return failure;
  }

  /** How many failures the last command ran into. */
  get faultsMet(): number {
    return this.#trace.at(-1)?.faults.length ?? 0;
  }

  /** What was done so far. */
  get run(): Run {
    return {
      trace: this.#trace,
      outcomes: this.#outcomes,
      failure: this.#failure,
    };
  }

  /** The whole run, after what was left out of its checks is made good. */
  end(): Run {
    this.#failure ??= this.#lockstep.end();
    if (this.#failure === undefined || !this.#lockstep.isLookingSeldom) return this.run;
    return lookedAtThroughout(this.#setting, this.run);
  }
}
