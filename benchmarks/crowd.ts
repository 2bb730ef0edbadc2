/**
 * What does a verified step cost where thousands of processes live, and where four times as many do? The
 * scope large in three sizes, each filled first; then random calls, drawn and checked as `fuzz` does it,
 * in processor time. Beside it a look after every step, in the smallest of the three: that costs what is
 * alive.
 *
 * npm run bench:crowd
 */
import fc from 'fast-check';
import {
  crowdOf,
  everything,
  implementation,
  type Path,
  runOfDraws,
  Seen,
  Session,
} from '#harness';
import { type Scope, scopes } from '#model';

const SEED = 3;
const STEPS = 2000;
const SIZES = [0.25, 1, 4] as const;
const LINES = [
  [SIZES[0], 'incremental', STEPS],
  [SIZES[1], 'incremental', STEPS],
  [SIZES[2], 'incremental', STEPS],
  [SIZES[0], 'mutable', 50],
] as const;

measure(sized(SIZES[0]), 'incremental', STEPS); // Little is compiled yet.
for (const [size, path, steps] of LINES) {
  const scope = sized(size);
  const cost = Math.round(measure(scope, path, steps));
  const { processes } = scope.topology;
  console.log(`${processes} processes, ${path}: ${cost} microseconds a step`);
}

/** The scope large with so many times as many things that come and go. */
function sized(factor: number): Scope {
  const { topology, ...others } = scopes.large;
  const times = (count: number): number => Math.round(count * factor);
  const { processes, mms, files, svaHandles } = topology;
  return {
    ...others,
    topology: {
      ...topology,
      processes: times(processes),
      mms: times(mms),
      files: times(files),
      svaHandles: times(svaHandles),
    },
  };
}

/** Microseconds of a step among the crowd that lives in the scope, what draws it included. */
function measure(scope: Scope, path: Path, steps: number): number {
  const setting = { scope, target: implementation, checks: everything, callers: 'lawful' } as const;
  const session = new Session({ ...setting, path, seen: new Seen() });
  for (const command of crowdOf(scope)) {
    session.step({ ...command, action: session.bound(command) });
  }
  const runs = fc.sample(fc.noBias(runOfDraws(STEPS)), { seed: SEED, numRuns: 20 });
  const { user } = process.cpuUsage();
  let made = 0;
  for (const { commands, omitted } of runs) {
    for (const draws of commands) {
      if (made === steps) break;
      const command = session.draw(draws, omitted);
      if (command === undefined) continue;
      made += 1;
      if (session.step(command) !== undefined) throw new Error('benchmarks: a step failed');
    }
  }
  return (process.cpuUsage().user - user) / made;
}
