/**
 * Does it matter how many threads make the runs? The JSON of the same runs by one thread and by two is
 * compared as text, of a target that is right and of one that fails; then lanes that end in any order
 * are asked which failure is the first. A report that depends on which thread was faster would go
 * unnoticed elsewhere. Threads run what was compiled, so `tsc -b` comes first.
 */
import { describe, expect, test } from 'vitest';
import { type Lane, runJobs } from '#cli';
import { Seen, type UnitResult } from '#harness';
import { tempFiles } from './temp-files.js';
import { say } from './terminal.js';

const RUN = { seed: 1, runs: 60, scope: 'queue', states: 100 };
const { folder } = tempFiles();

test.each(['implementation', 'defect/close-unbinds-again'])(
  'one thread and two say the same of %s',
  async (target) => {
    const bounds = ['--runs', String(RUN.runs), '--states', String(RUN.states)];
    const argv = ['fuzz', '--target', target, '--scope', RUN.scope, ...bounds];
    const alone = await say(...argv, '--corpus', folder, '--json');
    expect(alone.error).toBe('');
    const together = await say(...argv, '--corpus', folder, '--json', '--workers', '2');
    expect(together).toEqual(alone);
  },
);

describe('of several failures', () => {
  /** A lane whose units fail from a number on, each after so many turns of the event loop. */
  const lane = (turns: number, failsFrom: number): Lane => ({
    async run({ number }) {
      for (let turn = 0; turn < turns; turn += 1) await new Promise((next) => setImmediate(next));
      return { ...nothing, runs: number, found: number >= failsFrom ? found : undefined };
    },
    close: () => Promise.resolve(),
  });
  const nothing = { steps: 0, seen: new Seen().shown };
  const run = { trace: [], outcomes: [], failure: undefined };
  const found: UnitResult['found'] = { run, runNumber: 1, lengthFound: 1 };

  /** The numbers of the units that count. */
  const counted = async (...lanes: readonly Lane[]): Promise<readonly number[]> => {
    let begun = 0;
    const next = () => ({ ...job, number: begun++ });
    const results = await runJobs({ next, ended: () => undefined }, lanes);
    return results.map(({ runs }) => runs);
  };
  const job = {
    target: 'implementation',
    seed: RUN.seed,
    path: 'mutable',
    callers: 'lawful',
    within: RUN.scope,
    runsMax: RUN.runs,
  } as const;

  test('the one of the lowest unit counts, whichever lane was faster', async () => {
    expect(await counted(lane(1, 4), lane(30, 4))).toEqual([0, 1, 2, 3, 4]);
    expect(await counted(lane(30, 4), lane(1, 4))).toEqual([0, 1, 2, 3, 4]);
    expect(await counted(lane(2, 4), lane(3, 4), lane(5, 4))).toEqual([0, 1, 2, 3, 4]);
    expect(await counted(lane(1, 4))).toEqual([0, 1, 2, 3, 4]);
  });
});
