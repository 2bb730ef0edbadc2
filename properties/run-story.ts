import {
  type Callers,
  drawsOf,
  everything,
  type Path,
  type Run,
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
export function storyOf(told: Told): readonly unknown[] {
  const seen = new Seen();
  return [...runsOf(told, seen), [...seen.witnesses], seen.answers()];
}

/** The same without witnesses, which are not looked for after every step where thousands may live. */
export function runsOf({ seed, runs, ...setting }: Told, seen = new Seen()): readonly Run[] {
  const made: Run[] = [];
  for (const drawn of drawsOf({ ...unitOf(0, setting.scope), runs }, seed)) {
    const run = runDraws({ ...setting, seen, checks: everything }, drawn);
    made.push(run);
    if (run.failure !== undefined) break;
  }
  return made;
}
