import {
  type Callers,
  drawsOf,
  everything,
  type Path,
  runDraws,
  Seen,
  type Target,
  unitOf,
} from '#harness';
import type { Scope } from '#model';

/** Which runs are made, of whom, and how they are checked. */
export interface Told {
  readonly target: Target;
  readonly scope: Scope;
  readonly callers: Callers;
  readonly path: Path;
  readonly seed: number;
  readonly runs: number;
}

/** Everything that random runs show, until one fails: commands, answers, the failure, witnesses. */
export function storyOf({ seed, runs, ...setting }: Told): readonly unknown[] {
  const seen = new Seen();
  const made: unknown[] = [];
  for (const drawn of drawsOf({ ...unitOf(0, setting.scope), runs }, seed)) {
    const run = runDraws({ ...setting, seen, checks: everything }, drawn);
    made.push(run);
    if (run.failure !== undefined) break;
  }
  return [...made, [...seen.witnesses], seen.answers()];
}
