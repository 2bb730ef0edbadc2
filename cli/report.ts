import junit, { type Builder } from 'junit-report-builder';
import writeFileAtomic from 'write-file-atomic';
import type { ReportFile } from './options.js';
import type { Terminal } from './terminal.js';

/** The only verdicts. Undecided is what remains when a budget or a vacuous property ends a check. */
export type Verdict = 'holds' | 'violated' | 'undecided';

/** One checked thing of a command: a file, a counterexample, a defect, the fuzzing. */
export interface Result {
  readonly name: string;
  readonly verdict: Verdict | 'skipped';
  /** One line: what was done. */
  readonly summary: string;
  /** What a reader needs when it does not hold. */
  readonly details: readonly string[];
  /** The same for machines; no times, no rates. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** What a command has to say at its end. */
export interface Report {
  readonly command: string;
  /** What the results are, in the plural: the name of their list in the JSON form. */
  readonly what: 'results' | 'runs' | 'searches' | 'counterexamples' | 'files' | 'defects';
  readonly results: readonly Result[];
  /** What was done in all, where there is more to say than the results do. */
  readonly totals?: { readonly text: string; readonly json: Readonly<Record<string, unknown>> };
}

/** How a command is asked to report. */
export interface ReportOptions {
  readonly json?: boolean;
  readonly report?: readonly ReportFile[];
}

/** The verdict over all results: the worst one. A skipped check counts for nothing. */
function verdictOf(results: readonly Result[]): Verdict {
  if (results.some(({ verdict }) => verdict === 'violated')) return 'violated';
  return results.some(({ verdict }) => verdict === 'undecided') ? 'undecided' : 'holds';
}

/** Exit codes; 2 is wrong usage or input that cannot be judged. */
export const EXIT = { holds: 0, violated: 1, usage: 2, undecided: 3 } as const;

/** Prints the report, writes the files that were asked for, and answers the exit code. */
export async function publish(
  terminal: Terminal,
  report: Report,
  options: ReportOptions,
): Promise<number> {
  const verdict = verdictOf(report.results);
  if (options.json === true) {
    const { command, what, results, totals } = report;
    const list = results.map(({ name, verdict: each, json }) => ({ name, verdict: each, ...json }));
    terminal.out(JSON.stringify({ command, verdict, ...totals?.json, [what]: list }, null, 2));
  } else {
    printText(terminal, report, verdict);
  }
  for (const file of options.report ?? []) await writeJunit(file.path, report);
  return EXIT[verdict];
}

function printText(terminal: Terminal, { results, totals }: Report, verdict: Verdict): void {
  const width = Math.max(0, ...results.map(({ name }) => name.length));
  for (const result of results) {
    const mark = result.verdict === 'holds' ? '' : `${result.verdict}: `;
    terminal.out(`${result.name.padEnd(width)}  ${mark}${result.summary}`);
    for (const line of result.details) terminal.out(line);
  }
  if (totals !== undefined) terminal.out(totals.text);
  terminal.out(verdict);
}

// The package's types speak of an ES module; what Node imports is its `module.exports`, the builder.
const junitFactory = junit as unknown as Builder;

/** JUnit as CI servers read it: one test case for each result. */
async function writeJunit(file: string, { command, results }: Report): Promise<void> {
  const builder = junitFactory.newBuilder();
  const suite = builder.testSuite().name(`pasid-verify ${command}`);
  for (const result of results) {
    const test = suite.testCase().className(`pasid-verify.${command}`).name(result.name);
    const text = [result.summary, ...result.details].join('\n');
    if (result.verdict === 'skipped') test.skipped().standardOutput(text);
    else if (result.verdict === 'violated')
      test.failure(result.summary, 'violated').stacktrace(text);
    else if (result.verdict === 'undecided') test.error(result.summary, 'undecided', text);
    else test.standardOutput(text);
  }
  await writeFileAtomic(file, `${builder.build()}\n`);
}
