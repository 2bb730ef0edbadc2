import * as v from 'valibot';
import { cgroupId, type ResourceId, resourceId, UNLIMITED } from '#contract';
import type { Place } from './json-line.js';
import { U64_MAX } from './kstrtou64.js';
import { MISC_FILES, type MiscFileName } from './misc-files.js';
import { type MiscScope, NO_RESOURCE } from './misc-scope.js';
import { integer, partOf, record, shaped, text, whole, word } from './shape.js';

/** One recorded call of the misc controller, its names resolved. */
export type MiscCall = v.InferOutput<ReturnType<typeof callSchemas>[number]>;

/** One recorded snapshot of the misc controller. */
export type MiscSnapshot = v.InferOutput<ReturnType<typeof snapshotSchema>>;

/** A limit or a capacity. The ledgers hold U64_MAX as UNLIMITED, and others only up to 2^53. */
const limit = v.union(
  [
    whole,
    v.pipe(
      v.literal(U64_MAX),
      v.transform(() => UNLIMITED),
    ),
  ],
  `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, or ${U64_MAX}`,
);

/** An unsigned 64-bit answer, as text; a recorder that printed it signed means the same bits. */
const u64 = v.pipe(
  v.union([integer, v.pipe(v.bigint(), v.minValue(0n), v.maxValue(U64_MAX))], 'a 64-bit number'),
  v.transform((value) => String(BigInt.asUintN(64, BigInt(value)))),
);

/** Reads call lines, given the names of the header. */
export function callReader(scope: MiscScope): (line: unknown, place: Place) => MiscCall {
  // A look-up by name: v.variant tries one schema after the other, which shows in a long trace.
  const schemas = new Map(callSchemas(scope).map((each) => [each.entries.call.literal, each]));
  const named = partOf({ call: word([...schemas.keys()]) });
  return (line, place) => shaped(schemas.get(shaped(named, line, place).call)!, line, place);
}

/** The shapes of the call lines. */
function callSchemas({ resourceNames, cgroupNames }: MiscScope) {
  const res = v.pipe(
    word([...resourceNames, NO_RESOURCE]),
    v.transform((name): ResourceId | null =>
      name === NO_RESOURCE ? null : resourceId(resourceNames.indexOf(name)),
    ),
  );
  const cg = v.pipe(
    word(cgroupNames),
    v.transform((name) => cgroupId(cgroupNames.indexOf(name))),
  );
  const cgOrNull = v.union([cg, v.null()], `one of ${cgroupNames.join(', ')}, or null`);
  const amount = whole;
  const file = word(Object.keys(MISC_FILES) as MiscFileName[]);
  const n = whole;
  const ret = integer;
  const warn = v.optional(v.literal(true, 'true, or absent'));

  return [
    record({ n, call: v.literal('misc_cg_set_capacity'), res, capacity: limit, ret, warn }),
    record({ n, call: v.literal('write'), cg, file: word(['misc.max']), text, ret, warn }),
    record({ n, call: v.literal('misc_cg_try_charge'), res, cg: cgOrNull, amount, ret, warn }),
    record({ n, call: v.literal('misc_cg_uncharge'), res, cg: cgOrNull, amount, warn }),
    record({ n, call: v.literal('read'), cg, file, text, warn }),
    record({ n, call: v.literal('misc_cg_res_total_usage'), res, usage: u64, warn }),
  ] as const;
}

/** The shape of a snapshot line: exactly the cgroups and resources of the header. */
export function snapshotSchema({ resourceNames, cgroupNames }: MiscScope) {
  const row = record({
    usage: integer,
    peak: whole,
    max: v.union(
      [
        limit,
        v.pipe(
          v.literal('max'),
          v.transform(() => UNLIMITED),
        ),
      ],
      `"max", or a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    ),
    events: whole,
    eventsLocal: whole,
  });
  const perResource = <Schema extends v.GenericSchema>(schema: Schema) =>
    record(Object.fromEntries(resourceNames.map((name) => [name, schema])));
  const rows = perResource(row);
  return record({
    n: whole,
    state: record({
      capacity: perResource(limit),
      cgroups: record(Object.fromEntries(cgroupNames.map((name) => [name, rows]))),
    }),
  });
}
