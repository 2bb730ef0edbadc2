import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot, type UnitResult } from '#harness';
import { runJob, type UnitJob } from './units.js';

/** Where units run one after the other. Several lanes run side by side. */
export interface Lane {
  run(job: UnitJob): Promise<UnitResult>;
  close(): Promise<unknown>;
}

/** What is to be run, and what may end it early. */
export interface Jobs {
  /** The next job, or undefined if no more is to be begun. They are asked for in rising order. */
  next(): UnitJob | undefined;
  /** Called when a unit has ended, in any order. */
  ended(result: UnitResult): void;
}

/**
 * Runs jobs in so many lanes, and answers with the results in the order of their numbers, up to the
 * first failure. Jobs are begun in rising order and those that were begun come to their end, so which
 * failure is the first depends on their numbers alone, and not on which lane was faster.
 */
export async function runJobs(jobs: Jobs, lanes: readonly Lane[]): Promise<readonly UnitResult[]> {
  const results: UnitResult[] = [];
  let begun = 0;
  let hasFailed = false;
  const follow = async (lane: Lane): Promise<void> => {
    for (;;) {
      const job = hasFailed ? undefined : jobs.next();
      if (job === undefined) return;
      const place = begun;
      begun += 1;
      const result = await lane.run(job);
      results[place] = result;
      hasFailed ||= result.found !== undefined;
      jobs.ended(result);
    }
  };
  try {
    await Promise.all(lanes.map(follow));
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
  const failed = results.findIndex(({ found }) => found !== undefined);
  return failed === -1 ? results : results.slice(0, failed + 1);
}

/** So many lanes. One needs no thread: what runs here can be looked at with a debugger. */
export function lanesOf(workers: number): readonly Lane[] {
  return workers === 1 ? [here] : Array.from({ length: workers }, thread);
}

const here: Lane = {
  run: (job) => Promise.resolve(runJob(job)),
  close: () => Promise.resolve(),
};

/** Threads run what was compiled, also where the sources are run. */
function thread(): Lane {
  const worker = new Worker(path.join(packageRoot(), 'dist', 'cli', 'unit-worker.js'), {
    execArgv: [],
  });
  return {
    async run(job) {
      worker.postMessage(job);
      // An exception in the thread arrives as an error, which ends the wait, too.
      const [result] = (await once(worker, 'message')) as [UnitResult];
      return result;
    },
    close: () => worker.terminate(),
  };
}
