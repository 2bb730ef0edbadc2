import path from 'node:path';
import type { Profile } from '#contract';
import {
  BUILD_COMMAND,
  corpusToday,
  InputError,
  isNotBuilt,
  readFromCorpus,
  replay,
  type StoredExpectation,
  shellWord,
  shrinkAgain,
  type Target,
  targetOf,
  unmadeText,
} from '#harness';
import { certified, recorded } from '../certifying.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `shrink`. */
export interface ShrinkOptions extends ReportOptions {
  /** Another target than the one the file names. */
  readonly target?: Target;
  readonly profile?: Profile;
  readonly corpus: string;
  readonly states: number;
}

/**
 * `shrink [FILE...]`: looks for the shortest trace of what each counterexample shows, and records it
 * with its certificate. What of the trace can still be made is enough, so that a counterexample outlives
 * changes of the machine. Without files: the whole corpus, what is open first. No file is removed.
 */
export async function shrinkCommand(
  terminal: Terminal,
  files: readonly string[],
  options: ShrinkOptions,
): Promise<number> {
  const results: Result[] = [];
  if (files.length > 0) {
    for (const file of files) results.push(await shrunk(terminal, file, options));
  } else {
    for (const file of await whole(options.corpus)) {
      results.push(await shrunkOfMany(terminal, file, options));
    }
  }
  return publish(terminal, { command: 'shrink', what: 'counterexamples', results }, options);
}

async function whole(corpus: string): Promise<readonly string[]> {
  const stored = await corpusToday(corpus);
  if (stored !== undefined && stored.length > 0) return stored.map(({ file }) => file);
  throw new InputError({
    file: corpus,
    expected: 'a folder of counterexamples, or files',
    seen: stored === undefined ? 'no such folder' : 'a folder without any',
    next: 'npx pasid-verify shrink FILE',
  });
}

/** One of the corpus, which says what is wrong with it and does not stand in the way of the others. */
async function shrunkOfMany(
  terminal: Terminal,
  file: string,
  options: ShrinkOptions,
): Promise<Result> {
  try {
    return await shrunk(terminal, file, options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { expected, seen } = error;
    const json = { expected, seen };
    return { name: file, verdict: 'undecided', summary: error.message, details: [], json };
  }
}

async function shrunk(
  terminal: Terminal,
  file: string,
  { target: other, profile: narrowed, corpus, states }: ShrinkOptions,
): Promise<Result> {
  const stored = await readFromCorpus(file);
  if ('expectation' in stored) return shortestAlready(file, stored);
  const { counterexample } = stored;
  const target = other ?? targetOf(file, counterexample);
  const { callers, scope, trace, property: filed } = counterexample;
  const json = { target: target.name, property: filed, commands: trace.length };
  if (isNotBuilt(target.name)) {
    const summary = `${target.name} is not built on this machine. Next: ${BUILD_COMMAND}`;
    return { name: file, verdict: 'skipped', summary, details: [], json };
  }
  const { run, made } = shrinkAgain(target, counterexample);
  if (run.failure === undefined) {
    const asIs = replay(target, counterexample);
    const left = 'unmade' in asIs ? [`${unmadeText(asIs, counterexample)}`] : [];
    const next = `npx pasid-verify fuzz --target ${shellWord(target.name)} --profile ${scope.profile}`;
    return {
      name: file,
      verdict: 'holds',
      summary: `${filed} by ${target.name}, ${made} of ${trace.length} commands made: nothing to shrink`,
      details: [...left, `The file stays as it is. Next: ${next} (looks for it anew)`],
      json: { ...json, made },
    };
  }
  // The ladder that fuzzing asks if nobody narrows it, so that both end at the same trace.
  const profile = narrowed ?? target.profile;
  const given = { target, callers, profile, scope, run, statesMax: states };
  const least = await certified(terminal, given);
  const written = await recorded({ target, callers, corpus }, least);
  const length = least.run.trace.length;
  const kept = path.resolve(written.file) === path.resolve(file) ? '' : `, as ${written.file}`;
  return {
    name: file,
    verdict: 'violated',
    summary: `from ${trace.length} commands to ${length}${kept}`,
    details: written.lines,
    json: { ...json, ...written.json },
  };
}

/** What is expected of a kernel is filed as the shortest of its scope, and found again by its name. */
function shortestAlready(file: string, { expectation, block }: StoredExpectation): Result {
  const { name, target, claim } = expectation;
  const commands = block.commands.length;
  return {
    name: file,
    verdict: 'holds',
    summary: `${claim.id} by ${target}, expected and proven to be the shortest: nothing to shrink`,
    details: [`The file stays as it is. Next: npx pasid-verify explore --expected ${name}`],
    json: { target, property: claim.id, expected: true, commands },
  };
}
