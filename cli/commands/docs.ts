import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { InputError, shellWord } from '#harness';
import { book } from '../book/book.js';
import { GENERATED } from '../book/markdown.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `docs`. */
export interface DocsOptions extends ReportOptions {
  readonly check?: boolean;
  /** Where the book is kept. */
  readonly folder: string;
}

/** What is wrong with a page as it lies there. */
type Fault = 'missing' | 'stale' | 'surplus';

/** A page of the book, or a generated file that is none any more. */
interface Finding {
  readonly name: string;
  readonly file: string;
  /** What the file should say; absent: there should be none. */
  readonly text?: string;
  readonly fault?: Fault;
  /** What is wrong, for a reader. */
  readonly about?: string;
}

/** `docs`: writes the invariant book. `docs --check`: says which files of it are not as they should be. */
export async function docsCommand(terminal: Terminal, options: DocsOptions): Promise<number> {
  const findings = await compared(options.folder);
  if (options.check !== true) await write(options.folder, findings);
  const results = findings.map((finding) => resultOf(finding, options));
  return publish(terminal, { command: 'docs', what: 'files', results }, options);
}

/** Each page beside the file that lies there, and then the files that are left over. */
async function compared(folder: string): Promise<readonly Finding[]> {
  const pages = book();
  const findings: Finding[] = [];
  for (const [name, text] of pages) {
    const file = path.join(folder, name);
    findings.push({ name, file, text, ...difference(await contentOf(file), text) });
  }
  for (const name of (await namesIn(folder)).sort()) {
    if (pages.has(name) || !name.endsWith('.md')) continue;
    const file = path.join(folder, name);
    if ((await contentOf(file))?.startsWith(GENERATED) !== true) continue;
    findings.push({ name, file, fault: 'surplus', about: 'no page of the book any more' });
  }
  return findings;
}

function difference(seen: string | undefined, expected: string): Pick<Finding, 'fault' | 'about'> {
  if (seen === undefined) return { fault: 'missing', about: 'not there' };
  if (seen === expected) return {};
  const lines = expected.split('\n');
  const at = seen.split('\n').findIndex((line, index) => line !== lines[index]);
  return {
    fault: 'stale',
    about: `differs from line ${(at < 0 ? seen.split('\n').length : at) + 1} on`,
  };
}

/** Writes what differs and removes what is left over, once it is known that nothing else is lost. */
async function write(folder: string, findings: readonly Finding[]): Promise<void> {
  for (const { file, fault } of findings) {
    if (fault !== 'stale' || (await contentOf(file))?.startsWith(GENERATED) === true) continue;
    throw new InputError({
      file,
      expected: 'a page that `docs` wrote, or none',
      seen: 'another file',
      next: 'move it away, or name another folder with --folder',
    });
  }
  await mkdir(folder, { recursive: true });
  for (const { file, fault, text } of findings) {
    if (fault === undefined) continue;
    if (text === undefined) await rm(file);
    else await writeFileAtomic(file, text);
  }
}

function resultOf({ file, fault, about }: Finding, { check, folder }: DocsOptions): Result {
  const base = { name: file, details: [] };
  if (fault === undefined) {
    return { ...base, verdict: 'holds', summary: 'fresh', json: { state: 'fresh' } };
  }
  if (check !== true) {
    const state = fault === 'surplus' ? 'removed' : 'written';
    return { ...base, verdict: 'holds', summary: state, json: { state } };
  }
  const where = folder === 'docs' ? '' : ` --folder ${shellWord(folder)}`;
  const summary = `${fault}: ${about}. Next: npx pasid-verify docs${where}`;
  return { ...base, verdict: 'violated', summary, json: { state: fault } };
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
