import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Counterexample } from './counterexample/block.js';
import { readCounterexample } from './counterexample/file.js';
import { checkExpected, type ExpectedCheck, readExpected } from './expected/file.js';
import { InputError, shellWord } from './input-error.js';
import { everything } from './lockstep.js';
import { type Run, runPossible, runTrace, type Setting } from './run.js';
import { Seen } from './seen.js';
import { shrink } from './shrink.js';
import type { Target } from './target.js';
import { implementation, targets } from './targets/index.js';

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

/** Makes the recorded trace again, with every check on; undefined if it is not lawful there. */
export function replay(target: Target, counterexample: Counterexample): Run | undefined {
  return runTrace(settingOf(target, counterexample), counterexample.trace);
}

/**
 * Makes what of the recorded trace can still be made, and shrinks it if it still fails: a trace that
 * was recorded before the machine changed may hold calls that mean nothing now. Undefined if nothing
 * fails.
 */
export function shrinkAgain(target: Target, counterexample: Counterexample): Run | undefined {
  const setting = settingOf(target, counterexample);
  const run = runPossible(setting, counterexample.trace);
  return run.failure === undefined ? undefined : shrink(setting, run);
}

function settingOf(target: Target, { scope, callers }: Counterexample): Setting {
  return { callers, scope, target, checks: everything, path: 'readable', seen: new Seen() };
}

/**
 * Whether a stored counterexample still says what it said: on a seeded defect the same property
 * breaks at the same step, and the implementation holds on the whole trace, always. An expected one is
 * shown by the code of its kernel, where that was built, and by the model where that shows it, too.
 */
export async function checkStored(file: string): Promise<ExpectedCheck> {
  const expected = await readExpected(file);
  if (expected !== undefined) return checkExpected(expected);
  const counterexample = await readCounterexample(file);
  const target = targetOf(file, counterexample);
  const { property, trace } = counterexample;
  if (target !== implementation) {
    const run = replay(target, counterexample);
    const broken = run?.failure?.property;
    if (broken !== property || run?.trace.length !== trace.length) {
      const saw =
        run === undefined ? 'the trace is not lawful there' : `saw ${broken ?? 'no violation'}`;
      return { ok: false, summary: `${target.name} no longer breaks ${property}: ${saw}` };
    }
  }
  const shipped = replay(implementation, counterexample);
  if (shipped === undefined) {
    return {
      ok: false,
      summary: 'the trace is not lawful on the implementation: nothing is shown',
    };
  }
  if (shipped.failure !== undefined) {
    const { property: open, reason } = shipped.failure;
    return { ok: false, summary: `the implementation breaks ${open}: ${reason}` };
  }
  const refuted = target === implementation ? '' : `still refutes ${target.name}; `;
  return { ok: true, summary: `${refuted}the implementation holds (${trace.length} commands)` };
}
