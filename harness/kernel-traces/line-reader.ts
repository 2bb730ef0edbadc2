import { isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import { InputError, type InputProblem, shellWord } from '../input-error.js';

/** One line of a file, without its newline. */
export interface Line {
  /** Counted from 1, as editors and `sed -n` count. */
  readonly number: number;
  readonly text: string;
  /** Bytes of the file up to the end of this line. */
  readonly bytes: number;
  /** False only on a last line whose newline is missing. */
  readonly ended: boolean;
}

const CHUNK_BYTES = 256 * 1024;
const LINE_BYTES_MAX = 1024 * 1024; // Recorded snapshots are below 2 KiB; this bounds the memory.
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = '\ufeff';

/** The size of a file in bytes; 0 for a pipe, whose size nobody knows. */
export async function fileSize(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * The lines of a file, one after the other. Memory holds one chunk and at most one line, so that
 * a file without a single newline costs no more than any other.
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let number = 0;
  let bytes = 0;
  let begun: Buffer[] = [];
  let begunBytes = 0;

  function take(piece: Buffer): void {
    begun.push(piece);
    begunBytes += piece.length;
    if (begunBytes > LINE_BYTES_MAX) throw tooLong(file, number + 1);
  }

  function finish(ended: boolean): Line {
    const content = begun.length === 1 ? begun[0]! : Buffer.concat(begun);
    number += 1;
    bytes += content.length + (ended ? 1 : 0);
    begun = [];
    begunBytes = 0;
    return { number, text: decoded(content, { file, line: number }), bytes, ended };
  }

  for await (const chunk of chunksOf(file)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, end));
      yield finish(true);
      start = end + 1;
    }
    // A copy, because the next chunk overwrites this one.
    if (start < chunk.length) take(Buffer.from(chunk.subarray(start)));
  }
  if (begunBytes > 0) yield finish(false);
  if (number === 0) throw empty(file);
}

/** All chunks are one buffer, filled again and again: a long file leaves no garbage behind. */
async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer).catch((error: unknown) => {
        throw unreadable(file, error);
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function decoded(content: Buffer, at: { readonly file: string; readonly line: number }): string {
  if (!isUtf8(content)) {
    throw new InputError({
      ...at,
      expected: 'UTF-8 text',
      seen: 'bytes that are not UTF-8 (a binary or compressed file?)',
      next: `file ${shellWord(at.file)}`,
    });
  }
  const text = content.toString('utf8');
  if (at.line === 1 && text.startsWith(BYTE_ORDER_MARK)) {
    throw new InputError({
      ...at,
      expected: "'{' as the first byte",
      seen: 'a UTF-8 byte order mark',
      next: `tail -c +4 ${shellWord(at.file)} > without-mark.ndjson`,
    });
  }
  return text;
}

function tooLong(file: string, line: number): InputError {
  return new InputError({
    file,
    line,
    expected: `a line of at most ${LINE_BYTES_MAX} bytes`,
    seen: 'a longer one',
    next: `sed -n '${line}p' ${shellWord(file)} | head -c 300`,
  });
}

function empty(file: string): InputError {
  return new InputError({
    file,
    expected: 'a trace: a header line, calls, a snapshot at the end',
    seen: 'an empty file',
    next: `ls -l ${shellWord(file)}`,
  });
}

function unreadable(file: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error as Error;
  const look: InputProblem = {
    file,
    expected: 'a readable trace file',
    seen: `${code} when opening it`,
    next: `ls -l ${shellWord(file)}`,
  };
  if (code === 'ENOENT') return new InputError({ ...look, seen: 'no such file' });
  if (code === 'EISDIR') {
    return new InputError({
      ...look,
      seen: 'a directory',
      next: `npx pasid-verify trace ${shellWord(file)}/*.ndjson`,
    });
  }
  return new InputError(look);
}
