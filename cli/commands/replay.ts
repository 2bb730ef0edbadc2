import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {
  claimOf,
  emittedTest,
  readStored,
  replay,
  shellWord,
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
  const { block, counterexample } = await readStored(file);
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
