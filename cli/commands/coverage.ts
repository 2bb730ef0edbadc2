import { POLICIES } from '#contract';
import { implementation } from '#harness';
import { fuzz } from '../fuzzing.js';
import { publish, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';
import { type FuzzOptions, fuzzingOf } from './fuzz.js';

/** The options of `coverage`: those of fuzzing the implementation. */
export type CoverageOptions = Omit<FuzzOptions, 'target' | 'path' | 'timing'>;

/** `coverage`: which answers of the tables fuzzing has seen, and which not yet. */
export async function coverageCommand(
  terminal: Terminal,
  options: CoverageOptions,
): Promise<number> {
  const fuzzing = fuzzingOf({ ...options, target: implementation, path: 'mutable' });
  const { result, seen, profiles } = await fuzz(terminal, fuzzing);
  const cells = seen.cells([...profiles].map((profile) => POLICIES[profile]));
  const unreached = cells.filter(({ count }) => count === 0);
  const covered: Result = {
    name: 'coverage',
    // Cells are counted, not judged: some answers only sloppy callers get.
    verdict: 'holds',
    summary: `${cells.length - unreached.length} of ${cells.length} cells (action x outcome) reached`,
    details: [
      ...cells.map(
        ({ action, answer, count }) => `  ${action.padEnd(28)}${answer.padEnd(24)}${count}`,
      ),
      `not yet reached: ${unreached.map(({ action, answer }) => `${action} ${answer}`).join('; ') || 'nothing'}`,
    ],
    json: { cells, unreached: unreached.map(({ action, answer }) => ({ action, answer })) },
  };
  // Runs that met no failure have done their work here, however few they were.
  const results = result.verdict === 'violated' ? [result, covered] : [covered];
  return publish(terminal, { command: 'coverage', what: 'results', results }, options);
}
