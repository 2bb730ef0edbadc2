import { InputError, shellWord } from '../input-error.js';
import type { Line } from './line-reader.js';

/** A place in a trace: the start of every message about it. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** The command that shows one line of a file. */
export const showLine = ({ file, line }: Place): string =>
  `sed -n '${line}p' ${shellWord(file)} | cut -c1-300`;

/** The JSON object on one line. An integer that a JavaScript number would round is a bigint. */
export function parseObject(line: Line, place: Place): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseExact(line.text);
  } catch {
    throw line.ended ? notJson(line, place) : cutOff(line, place);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw notJson(line, place);
}

// A cheap look that misses nothing: a shorter integer is never rounded.
const MAY_ROUND = /\d{16}/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON.parse rounds integers beyond 2^53 without a word, and 2^64 - 1 and 2^64 - 2 then look alike.
 * So they are marked in the text first, by a prefix no string of the line has, and become bigints.
 */
function parseExact(text: string): unknown {
  const rounded: unknown = JSON.parse(text);
  if (!MAY_ROUND.test(text)) return rounded;
  const unescaped = JSON.stringify(rounded);
  let mark = '#';
  while (unescaped.includes(mark)) mark += '#';
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${mark}${token}"` : token,
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

// Keys that plain objects have a meaning of their own for: a record of names would lose them.
const RESERVED = ['__proto__', 'constructor', 'prototype'];

/** Refuses keys anywhere in a value that a record of names could not hold. */
export function refuseReservedKeys(value: unknown, place: Place): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    if (RESERVED.includes(key)) {
      const expected = `names other than ${RESERVED.join(', ')}`;
      throw new InputError({ ...place, expected, seen: key, next: showLine(place) });
    }
    refuseReservedKeys(Reflect.get(value, key), place);
  }
}

function notJson(line: Line, place: Place): InputError {
  return new InputError({
    ...place,
    expected: 'one JSON object per line',
    seen: line.text === '' ? 'an empty line' : excerpt(line.text),
    next: showLine(place),
  });
}

function cutOff(line: Line, place: Place): InputError {
  return new InputError({
    ...place,
    expected: "the last line to end with '}' and a newline",
    seen: `it cut off: ${excerpt(line.text)}`,
    next: 'record or copy the trace again',
  });
}

const excerpt = (text: string): string =>
  text.length > 60 ? `${text.slice(0, 30)}…${text.slice(-30)}` : text;
