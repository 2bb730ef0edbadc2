import { POLICIES, type Profile } from '#contract';
import {
  type Callers,
  type Coverage,
  coverageOf,
  directedRuns,
  type Failure,
  implementation,
  type Seen,
} from '#harness';
import type { Scope } from '#model';
import { fuzz } from '../fuzzing.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `coverage`. */
export interface CoverageOptions extends ReportOptions {
  readonly seed: number;
  readonly runs?: number;
  readonly budget: number;
  readonly workers: number;
  readonly scope?: Scope;
  readonly profile?: Profile;
  /** Absent: lawful and sloppy ones. */
  readonly callers?: Callers;
  readonly corpus: string;
  readonly states: number;
}

/**
 * `coverage`: which answers of the tables fuzzing has seen, by profile and by callers, and which not.
 * JSON: `results` has one `coverage <profile>` with the fields of `Coverage` besides `runs`, the
 * number of runs by callers. A cell that is not reached and has no reason leaves it undecided.
 */
export async function coverageCommand(
  terminal: Terminal,
  options: CoverageOptions,
): Promise<number> {
  const profiles = profilesOf(options);
  const everyone: readonly Callers[] =
    options.callers === undefined ? ['lawful', 'sloppy'] : [options.callers];
  const stretches = profiles.length * everyone.length;
  const results: Result[] = [];
  for (const profile of profiles) {
    const seenBy = new Map<Callers, Seen>();
    const runs: Partial<Record<Callers, unknown>> = {};
    for (const callers of everyone) {
      const { result, seen } = await fuzz(terminal, {
        ...options,
        target: implementation,
        path: 'mutable',
        within: options.scope ?? profile,
        callers,
        runs: options.runs === undefined ? undefined : Math.ceil(options.runs / stretches),
        budget: options.budget / stretches,
      });
      // What fuzzing did not reach is told below, cell by cell.
      if (result.verdict === 'violated') results.push(result);
      seenBy.set(callers, seen);
      runs[callers] = result.json['runs'];
      // Whoever names a scope, or a number of runs, gets those and no others.
      if (options.scope !== undefined || options.runs !== undefined) continue;
      terminal.progress(`coverage ${profile}: rare answers, ${callers} callers`);
      const directed = directedRuns(profile, callers, options.seed);
      seen.add(directed.seen.shown);
      runs[callers] = Number(result.json['runs']) + directed.runs;
      if (directed.failure !== undefined) results.push(failureOf(profile, directed.failure));
    }
    results.push(resultOf(coverageOf(profile, seenBy), runs));
  }
  return publish(terminal, { command: 'coverage', what: 'results', results }, options);
}

function failureOf(profile: Profile, { property, reason }: Failure): Result {
  return {
    name: `coverage ${profile}`,
    verdict: 'violated',
    summary: `${property}: ${reason}; npx pasid-verify fuzz --profile ${profile} shows it in full`,
    details: [],
    json: { profile, property, reason },
  };
}

function profilesOf({ scope, profile }: CoverageOptions): readonly Profile[] {
  const named = scope?.profile ?? profile;
  return named === undefined ? (Object.keys(POLICIES) as Profile[]) : [named];
}

function resultOf(coverage: Coverage, runs: object): Result {
  const { profile, cells, callers, unreached, stale } = coverage;
  const unexplained = unreached.filter(({ reason }) => reason === null);
  const reached = cells.length - unreached.length;
  const unknown =
    unexplained.length === 0 ? '' : `, ${unexplained.length} of them for no known reason`;
  return {
    name: `coverage ${profile}`,
    verdict: unexplained.length === 0 && stale.length === 0 ? 'holds' : 'undecided',
    summary: `${reached} of ${cells.length} cells (action x outcome) reached, ${unreached.length} not yet${unknown}`,
    details: [
      `  ${'action'.padEnd(28)}${'answer'.padEnd(24)}${callers.map(column).join('')}`,
      ...cells.map(({ action, answer, counts }) => {
        const numbers = callers.map((who) => column(String(counts[who])));
        return `  ${action.padEnd(28)}${answer.padEnd(24)}${numbers.join('')}`;
      }),
      unreached.length === 0 ? 'not yet reached: nothing' : 'not yet reached:',
      ...unreached.map(
        ({ action, answer, reason }) =>
          `  ${action} ${answer}: ${reason ?? 'for no known reason; more runs (--budget 60) may reach it, or give the reason in harness/unreached.ts'}`,
      ),
      ...stale.map(
        ({ action, answer, reason }) =>
          `reached, and harness/unreached.ts says otherwise: ${action} ${answer}: ${reason}`,
      ),
    ],
    json: { ...coverage, runs },
  };
}

function column(text: string): string {
  return text.padStart(10);
}
