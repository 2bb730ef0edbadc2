import * as v from 'valibot';
import { FAMILIES_NOT_READ, families } from './families.js';
import type { Place } from './json-line.js';
import type { Header } from './replay.js';
import { partOf, record, shaped, text } from './shape.js';

const known = Object.keys(families).join(', ');
const FAMILY = `one of ${known} (recorded, but not read yet: ${FAMILIES_NOT_READ.join(', ')})`;

// Told apart first: a file of another kind should not be blamed for a field it cannot have.
const kind = partOf({
  trace: v.literal('pasid-kernel-trace', '"pasid-kernel-trace"'),
  version: v.literal(1, '1'),
  family: v.picklist(Object.keys(families), FAMILY),
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
