import type { Path, Target } from '#harness';
import type { Scope } from '#model';
import { fuzz } from '../fuzzing.js';
import { publish, type ReportOptions } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `fuzz` as commander hands them over. */
export interface FuzzOptions extends ReportOptions {
  readonly target: Target;
  readonly seed: number;
  readonly runs?: number;
  readonly budget: number;
  readonly scope?: Scope;
  readonly path: Path;
  readonly corpus: string;
  readonly timing?: boolean;
}

/** `fuzz`: random runs only, against any target. */
export async function fuzzCommand(terminal: Terminal, options: FuzzOptions): Promise<number> {
  const { scope, runs } = options;
  const { ms, ...result } = await fuzz(terminal, { ...options, scope, runs });
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
