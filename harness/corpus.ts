import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Counterexample } from './counterexample/block.js';
import { readStored, type StoredFile } from './counterexample/file.js';
import {
  checkExpected,
  type ExpectedCheck,
  readExpected,
  type StoredExpectation,
} from './expected/file.js';
import { InputError, shellWord } from './input-error.js';
import { reusing } from './kernel/built.js';
import { everything } from './lockstep.js';
import { type Run, runAsRecorded, runPossible, type Setting, type Unmade } from './run.js';
import { Seen } from './seen.js';
import { shrink } from './shrink.js';
import type { Target } from './target.js';
import { implementation, targets } from './targets/index.js';
import { commandText } from './text.js';

/** Every counterexample below the folder, in order of name; undefined if there is no such folder. */
export async function corpusFiles(folder: string): Promise<readonly string[] | undefined> {
  if (!existsSync(folder)) return undefined;
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.itf.json'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** The target a counterexample was found on. Throws an `InputError` if it is no longer there. */
export function targetOf(file: string, { target }: Counterexample): Target {
  const known = targets.get(target);
  if (known !== undefined) return known;
  throw new InputError({
    file,
    expected: 'a target of this version',
    seen: `'${target}'`,
    next: `npx pasid-verify replay --target implementation ${shellWord(file)}`,
  });
}

/** Makes the recorded trace again, with every check on, or says which command cannot be made there. */
export function replay(target: Target, counterexample: Counterexample): Run | Unmade {
  return runAsRecorded(settingOf(target, counterexample), counterexample.trace);
}

/** What of a recorded trace can still be made. */
export interface Again {
  /** What was made, shrunk where it fails. */
  readonly run: Run;
  /** How many of the recorded commands could be made. */
  readonly made: number;
}

/**
 * Makes what of the recorded trace can still be made, and shrinks it if it still fails: a trace that
 * was recorded before the machine changed may hold calls that mean nothing now.
 */
export function shrinkAgain(target: Target, counterexample: Counterexample): Again {
  const setting = settingOf(target, counterexample);
  const run = runPossible(setting, counterexample.trace);
  const made = run.trace.length;
  return { made, run: run.failure === undefined ? run : shrink(setting, run) };
}

function settingOf(target: Target, { scope, callers }: Counterexample): Setting {
  return { callers, scope, target, checks: everything, path: 'readable', seen: new Seen() };
}

/** Where in its trace a counterexample cannot be made as it was recorded, in words. */
export function unmadeText({ step, unmade }: Unmade, { trace, scope }: Counterexample): string {
  return `step ${step}, ${commandText(trace[step - 1]!, trace, scope.topology)}: ${unmade}`;
}

/** Reads a counterexample of either kind: one that a check failed by, or an expected one. */
export async function readFromCorpus(file: string): Promise<StoredFile | StoredExpectation> {
  return (await readExpected(file)) ?? (await readStored(file));
}

/**
 * How a file of the corpus stands today: whether it still says what it said, on a seeded defect that the
 * property breaks, of a kernel what is expected of it, else that all hold.
 */
export interface Stored extends ExpectedCheck {
  readonly file: string;
}

/**
 * The corpus made again, all of it or what is expected of one kernel target: what is open comes first,
 * then what is fixed, each in order of name.
 */
export async function corpusToday(
  folder: string,
  of?: string,
): Promise<readonly Stored[] | undefined> {
  const files = await corpusFiles(folder);
  if (files === undefined) return undefined;
  const stored: Stored[] = [];
  for (const file of files) {
    if (of !== undefined && !(await isExpectedOf(file, of))) continue;
    stored.push(await storedToday(file, of));
  }
  return [...stored.filter(({ ok }) => !ok), ...stored.filter(({ ok }) => ok)];
}

/** Whether a file is expected of a kernel target; without reuse the same is. */
async function isExpectedOf(file: string, target: string): Promise<boolean> {
  return (await readExpected(file))?.block.target === (reusing(target) ?? target);
}

/** One that cannot be read is open, too: it keeps the others from nothing. */
async function storedToday(file: string, of: string | undefined): Promise<Stored> {
  try {
    return { file, ...(await checkStored(file, of)) };
  } catch (error) {
    if (error instanceof InputError) return { file, ok: false, summary: error.message };
    throw error;
  }
}

/**
 * Whether a stored counterexample still says what it said: on a seeded defect the same property
 * breaks at the same step, and the implementation holds on the whole trace, always. An expected one is
 * shown by the model, and by the code of its kernel where that was built.
 */
async function checkStored(file: string, of: string | undefined): Promise<ExpectedCheck> {
  const stored = await readFromCorpus(file);
  if ('expectation' in stored) return checkExpected(stored, of);
  const { counterexample } = stored;
  const target = targetOf(file, counterexample);
  const { property, trace } = counterexample;
  const next = `Next: npx pasid-verify shrink ${shellWord(file)}`;
  if (target !== implementation) {
    const run = replay(target, counterexample);
    const isSame =
      'trace' in run && run.failure?.property === property && run.trace.length === trace.length;
    if (!isSame) {
      const saw = 'unmade' in run ? unmadeText(run, counterexample) : endOf(run);
      return { ok: false, summary: `${target.name} no longer breaks ${property}: ${saw}. ${next}` };
    }
  }
  const shipped = replay(implementation, counterexample);
  if ('unmade' in shipped) {
    const where = unmadeText(shipped, counterexample);
    return { ok: false, summary: `nothing is shown of the implementation: ${where}. ${next}` };
  }
  if (shipped.failure !== undefined) {
    const { property: open, reason } = shipped.failure;
    return { ok: false, summary: `the implementation breaks ${open}: ${reason}` };
  }
  const refuted = target === implementation ? '' : `still refutes ${target.name}; `;
  return { ok: true, summary: `${refuted}the implementation holds (${trace.length} commands)` };
}

function endOf({ failure, trace }: Run): string {
  const step = trace.length;
  return failure === undefined
    ? `no violation in ${step} steps`
    : `${failure.property} breaks at step ${step} (${failure.reason})`;
}
