import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {
  corpusFiles,
  documentBeside,
  GENERATED_BY,
  InputError,
  readFromCorpus,
  shellWord,
} from '#harness';
import { book } from '../book/book.js';
import { publish, type ReportOptions, type Result } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `docs`. */
export interface DocsOptions extends ReportOptions {
  readonly check?: boolean;
  /** Where the book is kept. */
  readonly folder: string;
  /** Where counterexamples are kept, each with its document. */
  readonly corpus: string;
}

/** What is wrong with a page as it lies there. */
type Fault = 'missing' | 'stale' | 'surplus';

/** A page of the book, the document of a counterexample, or a generated file that is none any more. */
interface Finding {
  readonly file: string;
  /** What the file should say; absent: there should be none. */
  readonly text?: string;
  readonly fault?: Fault;
  /** What is wrong, for a reader. */
  readonly about?: string;
}

/**
 * `docs`: writes the invariant book and the documents of the corpus. `docs --check`: says which files
 * are not as they should be.
 */
export async function docsCommand(terminal: Terminal, options: DocsOptions): Promise<number> {
  const findings = [
    ...(await compared(options.folder, await bookIn(options.folder))),
    ...(await compared(options.corpus, await documentsIn(options.corpus))),
  ];
  if (options.check !== true) await write(options.folder, findings);
  const results = findings.map((finding) => resultOf(finding, options));
  return publish(terminal, { command: 'docs', what: 'files', results }, options);
}

async function bookIn(folder: string): Promise<ReadonlyMap<string, string>> {
  return new Map([...book()].map(([name, text]) => [path.join(folder, name), text]));
}

async function documentsIn(corpus: string): Promise<ReadonlyMap<string, string>> {
  const files = (await corpusFiles(corpus)) ?? [];
  const stored = await Promise.all(files.map(readFromCorpus));
  return new Map(stored.map(({ document }, i) => [documentBeside(files[i]!), document]));
}

/** Each text beside the file that lies there, and then the files that are left over. */
async function compared(
  folder: string,
  texts: ReadonlyMap<string, string>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [file, text] of texts) {
    findings.push({ file, text, ...difference(await contentOf(file), text) });
  }
  for (const name of (await namesIn(folder)).sort()) {
    const file = path.join(folder, name);
    if (texts.has(file) || !name.endsWith('.md')) continue;
    if ((await contentOf(file))?.startsWith(GENERATED_BY) !== true) continue;
    findings.push({ file, fault: 'surplus', about: 'nothing that it is written from any more' });
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
    if (fault !== 'stale' || (await contentOf(file))?.startsWith(GENERATED_BY) === true) continue;
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

function resultOf({ file, fault, about }: Finding, options: DocsOptions): Result {
  const { check, folder, corpus } = options;
  const base = { name: file, details: [] };
  if (fault === undefined) {
    return { ...base, verdict: 'holds', summary: 'fresh', json: { state: 'fresh' } };
  }
  if (check !== true) {
    const state = fault === 'surplus' ? 'removed' : 'written';
    return { ...base, verdict: 'holds', summary: state, json: { state } };
  }
  const book = folder === 'docs' ? '' : ` --folder ${shellWord(folder)}`;
  const where = corpus === 'counterexamples' ? book : `${book} --corpus ${shellWord(corpus)}`;
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
  return readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
