import * as v from 'valibot';
import { families } from './families.js';
import type { Place } from './json-line.js';
import type { Header } from './replay.js';
import { partOf, record, shaped, text, word } from './shape.js';

// Told apart first: a file of another kind should not be blamed for a field it cannot have.
const kind = partOf({
  trace: v.literal('pasid-kernel-trace', '"pasid-kernel-trace"'),
  version: v.literal(1, '1'),
  family: word(Object.keys(families)),
});

const header = record({
  ...kind.entries,
  kernel: text,
  code: text,
  seed: v.union([v.number(), v.bigint()], 'a number'),
  sloppy: v.boolean('true or false'),
  scope: v.unknown(),
});

/** Reads line 1 of a trace, all but its scope. */
export function headerOf(line: Record<string, unknown>, place: Place): Header {
  shaped(kind, line, place);
  const { family, scope } = shaped(header, line, place);
  return { family, scope };
}
