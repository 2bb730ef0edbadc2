import type { Profile } from '#contract';
import type { Path, Target } from '#harness';
import type { Scope } from '#model';
import { type Fuzzing, fuzz } from '../fuzzing.js';
import { publish, type ReportOptions } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `fuzz` as commander hands them over. */
export interface FuzzOptions extends ReportOptions {
  readonly target: Target;
  readonly seed: number;
  readonly runs?: number;
  readonly budget: number;
  readonly workers: number;
  readonly scope?: Scope;
  readonly profile?: Profile;
  readonly sloppy: boolean;
  readonly path: Path;
  readonly corpus: string;
  readonly states: number;
  readonly timing?: boolean;
}

/** `fuzz`: random runs only, against any target. */
export async function fuzzCommand(terminal: Terminal, options: FuzzOptions): Promise<number> {
  const { ms, result } = await fuzz(terminal, fuzzingOf(options));
  const steps = Number(result.json['steps']);
  const timing = { seconds: ms / 1000, stepsPerSecond: Math.round((steps / ms) * 1000) };
  const timed =
    options.timing === true
      ? {
          ...result,
          json: { ...result.json, timing },
          summary: `${result.summary}, ${timing.stepsPerSecond} steps/s`,
        }
      : result;
  return publish(terminal, { command: 'fuzz', what: 'runs', results: [timed] }, options);
}

/** What the options ask for. */
function fuzzingOf(options: FuzzOptions): Fuzzing {
  const { target, seed, path, budget, workers, corpus, states, runs, scope, profile, sloppy } =
    options;
  const callers = sloppy ? 'sloppy' : 'lawful';
  const within = scope ?? profile ?? target.profile;
  return { target, seed, path, budget, workers, corpus, states, runs, within, callers };
}
