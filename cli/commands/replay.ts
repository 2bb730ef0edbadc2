import {
  BUILD_COMMAND,
  claimOf,
  isNotBuilt,
  readCounterexample,
  readExpected,
  replay,
  replayExpected,
  type StoredExpectation,
  stepLines,
  type Target,
  targetOf,
  traceTable,
} from '#harness';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `replay`. */
export interface ReplayOptions extends ReportOptions {
  /** Another target than the one the file names. */
  readonly target?: Target;
}

/** `replay FILE...`: makes each recorded trace again and says whether it breaks a property. */
export async function replayCommand(
  terminal: Terminal,
  files: readonly string[],
  options: ReplayOptions,
): Promise<number> {
  const results: Result[] = [];
  for (const file of files) results.push(await replayed(file, options.target));
  return publish(terminal, { command: 'replay', what: 'counterexamples', results }, options);
}

async function replayed(file: string, other: Target | undefined): Promise<Result> {
  const expected = await readExpected(file);
  if (expected !== undefined) return expectedAgain(file, expected);
  const counterexample = await readCounterexample(file);
  const target = other ?? targetOf(file, counterexample);
  const run = replay(target, counterexample);
  const { property, scope, trace } = counterexample;
  const json = { target: target.name, property, commands: trace.length };
  if (run === undefined) {
    const summary = `not lawful on ${target.name}: a caller would break its contract`;
    return { name: file, verdict: 'undecided', summary, details: [], json };
  }
  const table = traceTable(run.trace, run.outcomes, run.failure, scope.topology);
  if (run.failure === undefined) {
    const summary = `${property} by ${target.name}, ${trace.length} commands`;
    return { name: file, verdict: 'holds', summary, details: table, json };
  }
  const step = run.trace.length;
  const { property: violated, reason } = run.failure;
  return {
    name: file,
    verdict: 'violated',
    summary: `${violated} by ${target.name}, step ${step} of ${trace.length}`,
    details: [...table, claimOf(violated)],
    json: { ...json, violated, step, reason },
  };
}

/** An expected counterexample on the code that it is of; nothing else has answers to its calls. */
function expectedAgain(file: string, stored: StoredExpectation): Result {
  const { target, claim, about } = stored.expectation;
  const json = { target, property: claim.id, expected: true };
  if (isNotBuilt(target)) {
    const summary = `${target} is not built on this machine. Next: ${BUILD_COMMAND}`;
    return { name: file, verdict: 'skipped', summary, details: [], json };
  }
  const made = replayExpected(stored, true);
  if (made === undefined) {
    const summary = `the calls cannot be made on ${target}, or its model differs`;
    return { name: file, verdict: 'undecided', summary, details: [], json };
  }
  const { steps, reason } = made;
  const lines = stepLines(steps, reason);
  if (reason === undefined) {
    const summary = `${claim.id} by ${target}, ${steps.length} commands`;
    return { name: file, verdict: 'holds', summary, details: lines, json };
  }
  return {
    name: file,
    verdict: 'violated',
    summary: `${claim.id} by ${target}, step ${steps.length} of ${steps.length}, as expected`,
    details: [...lines, claim.claim, about],
    json: { ...json, violated: claim.id, step: steps.length, reason },
  };
}
