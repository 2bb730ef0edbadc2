import { readCounterexample, shrinkAgain, type Target, targetOf } from '#harness';
import { certified, recorded } from '../certifying.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `shrink`. */
export interface ShrinkOptions extends ReportOptions {
  /** Another target than the one the file names. */
  readonly target?: Target;
  readonly corpus: string;
  readonly states: number;
}

/**
 * `shrink FILE...`: looks for the shortest trace of what each counterexample shows, and records it with
 * its certificate. What of the trace can still be made is enough, so that a counterexample outlives
 * changes of the machine.
 */
export async function shrinkCommand(
  terminal: Terminal,
  files: readonly string[],
  options: ShrinkOptions,
): Promise<number> {
  const results: Result[] = [];
  for (const file of files) results.push(await shrunk(terminal, file, options));
  return publish(terminal, { command: 'shrink', what: 'counterexamples', results }, options);
}

async function shrunk(
  terminal: Terminal,
  file: string,
  { target: other, corpus, states }: ShrinkOptions,
): Promise<Result> {
  const counterexample = await readCounterexample(file);
  const target = other ?? targetOf(file, counterexample);
  const { callers, scope, trace, property: filed } = counterexample;
  const run = shrinkAgain(target, counterexample);
  if (run === undefined) {
    const summary = `${filed} by ${target.name}, ${trace.length} commands: nothing to shrink`;
    const json = { target: target.name, property: filed, commands: trace.length };
    return { name: file, verdict: 'holds', summary, details: [], json };
  }
  const { profile } = scope;
  const given = { target, callers, profile, scope, run, statesMax: states };
  const least = await certified(terminal, given);
  const { lines, json, file: written } = await recorded({ target, callers, corpus }, least);
  const length = least.run.trace.length;
  return {
    name: file,
    verdict: 'violated',
    summary: `from ${trace.length} commands to ${length}${written === file ? '' : `, as ${written}`}`,
    details: lines,
    json: { target: target.name, commands: trace.length, ...json },
  };
}
