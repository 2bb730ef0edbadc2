import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { type ItfStep, toItf } from '#checker';
import { initialState, type Scope, type State, step } from '#model';
import { Grants } from '../command.js';
import { choiceIn } from '../drive.js';
import { InputError, shellWord } from '../input-error.js';
import type { Run } from '../run.js';
import { type Counterexample, fromBlock, type Recorded, toBlock } from './block.js';
import { documentOf, type Place } from './document.js';
import { BLOCK_VERSION, type Block, blockSchema, fileSchema } from './schema.js';

/**
 * Writes a failing run as `<folder>/<property>/<hash>.itf.json`, with its document beside it, and
 * answers the path. The name is derived from what fails and how, so the same counterexample is the
 * same file from everywhere.
 */
export async function writeCounterexample(folder: string, recorded: Recorded): Promise<string> {
  const block = toBlock(recorded);
  const itf = toItf(modelSteps(recorded.scope, recorded.run), { 'pasid-verify': block });
  const file = path.join(folder, block.property, `${hashOf(block)}.itf.json`);
  for (const level of [folder, path.dirname(file)]) {
    if (!existsSync(level)) await mkdir(level);
  }
  await writeFileAtomic(file, `${JSON.stringify(itf, null, 1)}\n`);
  const { document } = await readStored(file);
  await writeFileAtomic(documentBeside(file), document);
  return file;
}

/** Where the document of a counterexample lies. */
export const documentBeside = (file: string): string => file.replace(/\.itf\.json$/, '.md');

/** What the file of a failing run would be called. */
export function hashOfRun(recorded: Recorded): string {
  return hashOf(toBlock(recorded));
}

/** The same for everyone who finds it: what fails, where, and the commands; no answers, no words. */
function hashOf({ target, commands, scope, profile, callers, property }: Block): string {
  const bare = commands.map(({ action, faults, given }) => ({ action, faults, given }));
  // The order in which a declaration names its parts is no part of it.
  const content = JSON.stringify(inOrder([target, bare, scope, profile, callers, property]));
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}

/** The same value with the keys of its objects in the order of the alphabet. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}

/** The states of the reference model along the trace, told the ids that the target chose. */
function modelSteps(scope: Scope, { trace, outcomes }: Run): ItfStep[] {
  let state = initialState(scope.topology);
  const steps: ItfStep[] = [{ state: viewed(state) }];
  const grants = new Grants();
  for (const [i, command] of trace.entries()) {
    const outcome = outcomes[i]!;
    const action = grants.bind(command);
    state = step(state, action, { faults: command.faults, ...choiceIn(outcome) }).state;
    grants.record(command, outcome);
    steps.push({ state: viewed(state), action });
  }
  return steps;
}

/** What of a state a viewer is shown: all that can change. */
export function viewed({ topology: _, ledger, ...state }: State): ItfStep['state'] {
  return { ...state, ledger: ledger.resources };
}

/** What a file of the corpus holds. */
export interface StoredFile {
  readonly block: Block;
  readonly counterexample: Counterexample;
  /** What stands in the file beside it. */
  readonly document: string;
}

/** Reads a counterexample; throws an `InputError` that names the file and what it expected. */
export async function readStored(file: string): Promise<StoredFile> {
  const block = blockOf(file, parse(file, await textOf(file)));
  const counterexample = known(file, block);
  return { block, counterexample, document: documentOf(placeOf(file), block, counterexample) };
}

/** Where a file lies: its document is the same wherever the corpus is, and says how to call from beside it. */
export function placeOf(file: string): Place {
  const name = path.basename(file);
  const folders = path.dirname(path.resolve(file)).split(path.sep).slice(-2);
  return { name, path: [...folders, name].join('/') };
}

/** The counterexample alone. */
export async function readCounterexample(file: string): Promise<Counterexample> {
  return (await readStored(file)).counterexample;
}

/** The counterexample that a block in code describes, read as if it stood in a file. */
export function counterexampleOf(block: unknown): Counterexample {
  const name = 'the counterexample';
  return known(name, blockOf(name, { '#meta': { 'pasid-verify': block } }));
}

function known(file: string, block: Block): Counterexample {
  const counterexample = fromBlock(block);
  if (!('expected' in counterexample)) return counterexample;
  const { expected, saw } = counterexample;
  // The machine has changed since; whether the fault is still there, only the present one can say.
  const next = `npx pasid-verify fuzz --target ${shellWord(block.target)}`;
  throw new InputError({ file, expected, seen: saw, next });
}

/** What helps where a file is not of this version. */
const nextFor = (file: string): string => `git log -- ${shellWord(file)}`;

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const seen = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a directory' : code;
    throw new InputError({
      file,
      expected: 'a counterexample file',
      seen,
      next: `ls ${shellWord(path.dirname(file))}`,
    });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const seen = text.trim() === '' ? 'an empty file' : (error as Error).message;
    throw new InputError({
      file,
      expected: 'JSON (an .itf.json counterexample)',
      seen,
      next: nextFor(file),
    });
  }
}

function blockOf(file: string, content: unknown): Block {
  const itf = v.safeParse(fileSchema, content);
  if (!itf.success) {
    const seen = firstIssue(itf.issues);
    throw new InputError({
      file,
      expected: 'an ITF file with #meta["pasid-verify"]',
      seen,
      next: nextFor(file),
    });
  }
  const block = itf.output['#meta']['pasid-verify'];
  if (block.version !== BLOCK_VERSION) {
    const expected = `version ${BLOCK_VERSION} of #meta["pasid-verify"]`;
    throw new InputError({ file, expected, seen: `version ${block.version}`, next: nextFor(file) });
  }
  const parsed = v.safeParse(blockSchema, block);
  if (parsed.success) return parsed.output;
  const seen = firstIssue(parsed.issues);
  throw new InputError({
    file,
    expected: `a counterexample of version ${BLOCK_VERSION}`,
    seen,
    next: nextFor(file),
  });
}

function firstIssue(issues: readonly v.BaseIssue<unknown>[]): string {
  const issue = issues[0]!;
  const where = issue.path?.map(({ key }) => String(key)).join('.') ?? 'the file';
  return `${where}: ${issue.message}`;
}
