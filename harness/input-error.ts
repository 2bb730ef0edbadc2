/** Where a user's input is wrong, what belongs there, and what to type next. */
export interface InputProblem {
  readonly file: string;
  /** Counted from 1; left out when the file as a whole is wrong. */
  readonly line?: number;
  readonly expected: string;
  readonly seen: string;
  /** A command, or what to do where no command helps. */
  readonly next: string;
}

/**
 * Input that cannot be judged at all, told in one line:
 * `FILE:LINE: expected …, saw …. Next: …`. It is never the verdict on a well-formed input.
 */
export class InputError extends Error {
  readonly file: string;
  readonly line: number | undefined;
  readonly expected: string;
  readonly seen: string;
  readonly next: string;

  constructor({ file, line, expected, seen, next }: InputProblem) {
    const place = line === undefined ? file : `${file}:${line}`;
    super(printable(`${place}: expected ${expected}, saw ${seen}. Next: ${next}`));
    this.name = 'InputError';
    this.file = file;
    this.line = line;
    this.expected = expected;
    this.seen = seen;
    this.next = next;
  }
}

const SHOWN_MAX = 60; // Enough to recognise a value; the whole line is one `sed` away.

/** A value as a message shows it: JSON, cut short; `nothing` where there is none. */
export function shown(value: unknown): string {
  // A function can only be inherited: `constructor` is there even where no such field is.
  if (value === undefined || typeof value === 'function') return 'nothing';
  const text = jsonOf(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

function jsonOf(value: unknown): string {
  try {
    // Exact integers beyond 2^53 are bigints, which JSON.stringify refuses.
    return typeof value === 'bigint'
      ? String(value)
      : JSON.stringify(value, (_key, inner: unknown) =>
          typeof inner === 'bigint' ? String(inner) : inner,
        );
  } catch {
    return 'a value nested too deeply to show'; // JSON.parse reads deeper than stringify writes.
  }
}

/** A path as one word of a POSIX shell command. */
export function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) && !path.startsWith('-')
    ? path
    : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Control characters spelled out: a message stays one line and cannot steer a terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}
