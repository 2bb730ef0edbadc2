import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {
  BUILD_COMMAND,
  claimOf,
  emittedTest,
  InputError,
  isNotBuilt,
  readFromCorpus,
  replay,
  replayExpected,
  type StoredExpectation,
  shellWord,
  stepLines,
  type Target,
  targetOf,
  traceTable,
  unmadeText,
} from '#harness';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `replay`. */
export interface ReplayOptions extends ReportOptions {
  /** Another target than the one the file names. */
  readonly target?: Target;
  /** Whether the trace is also written as a test of vitest. */
  readonly emitTest?: boolean;
  /** The folder for such tests. */
  readonly out: string;
}

/** `replay FILE...`: makes each recorded trace again and says whether it breaks a property. */
export async function replayCommand(
  terminal: Terminal,
  files: readonly string[],
  options: ReplayOptions,
): Promise<number> {
  const results: Result[] = [];
  for (const file of files) results.push(await replayed(file, options));
  return publish(terminal, { command: 'replay', what: 'counterexamples', results }, options);
}

async function replayed(file: string, options: ReplayOptions): Promise<Result> {
  const stored = await readFromCorpus(file);
  if ('expectation' in stored) return expectedAgain(file, stored, options);
  const { block, counterexample } = stored;
  const target = options.target ?? targetOf(file, counterexample);
  const run = replay(target, counterexample);
  const { property, scope, trace } = counterexample;
  const json = { target: target.name, property, commands: trace.length };
  if ('unmade' in run) {
    const summary = `not lawful on ${target.name}, ${unmadeText(run, counterexample)}`;
    const next = `Next: npx pasid-verify shrink ${shellWord(file)} (makes what can still be made)`;
    const where = { step: run.step, unmade: run.unmade };
    return {
      name: file,
      verdict: 'undecided',
      summary,
      details: [next],
      json: { ...json, ...where },
    };
  }
  const table = traceTable(run.trace, run.outcomes, run.failure, scope.topology);
  const name = `${property}-${path.basename(file, '.itf.json')}.test.ts`;
  const emitted =
    options.emitTest === true
      ? await emit(options.out, name, emittedTest(block, counterexample, target.name))
      : [];
  if (run.failure === undefined) {
    const summary = `${property} by ${target.name}, ${trace.length} commands`;
    return { name: file, verdict: 'holds', summary, details: [...table, ...emitted], json };
  }
  const step = run.trace.length;
  const { property: violated, reason } = run.failure;
  return {
    name: file,
    verdict: 'violated',
    summary: `${violated} by ${target.name}, step ${step} of ${trace.length}`,
    details: [...table, claimOf(violated), ...emitted],
    json: { ...json, violated, step, reason },
  };
}

/** Writes a test and answers what to say of it. */
async function emit(folder: string, name: string, text: string): Promise<string[]> {
  const file = path.join(folder, name);
  if (!existsSync(folder)) await mkdir(folder);
  await writeFileAtomic(file, text);
  return [`Test     npx vitest run ${shellWord(file)}`];
}

/** An expected counterexample on the code that it is of; nothing else has answers to its calls. */
function expectedAgain(file: string, stored: StoredExpectation, options: ReplayOptions): Result {
  const { target, claim, about } = stored.expectation;
  if (options.target !== undefined || options.emitTest === true) {
    throw new InputError({
      file,
      expected: 'a counterexample that is not expected, for another target or for a test',
      seen: `one that is expected of ${target}`,
      next: `npx pasid-verify replay ${shellWord(file)}`,
    });
  }
  const json = { target, property: claim.id, expected: true };
  if (isNotBuilt(target)) {
    const summary = `${target} is not built on this machine. Next: ${BUILD_COMMAND}`;
    return { name: file, verdict: 'skipped', summary, details: [], json };
  }
  const made = replayExpected(stored, target);
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
