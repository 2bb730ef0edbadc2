import * as v from 'valibot';
import { families } from './families.js';
import type { Place } from './json-line.js';
import { UNOBSERVABLE } from './log-lines.js';
import type { Header } from './replay.js';
import { partOf, record, shaped, text, word } from './shape.js';

// Told apart first: a file of another kind should not be blamed for a field it cannot have.
const kind = partOf({
  trace: word(['pasid-kernel-trace', 'pasid-kernel-log']),
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

const BETWEEN = 'a whole number from 0 to 8';

const logHeader = record({
  ...kind.entries,
  family: v.literal('iommu', '"iommu", the only family of which logs are read'),
  kernel: text,
  scope: v.unknown(),
  unobserved: record({
    calls: v.array(word(UNOBSERVABLE), 'a list of calls'),
    between: v.pipe(
      v.number(BETWEEN),
      v.integer(BETWEEN),
      v.minValue(0, BETWEEN),
      v.maxValue(8, BETWEEN),
    ),
  }),
});

/** Reads line 1 of a trace, all but its scope. */
export function headerOf(line: Record<string, unknown>, place: Place): Header {
  const { trace } = shaped(kind, line, place);
  const isLog = trace === 'pasid-kernel-log';
  return shaped<v.GenericSchema<unknown, Header>>(isLog ? logHeader : header, line, place);
}
