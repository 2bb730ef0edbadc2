import * as v from 'valibot';
import { ERRNO, INVALID_IOASID, LOG_LEVELS } from '#contract';
import type { IoasidNames } from './ioasid-scope.js';
import { type Place } from './json-line.js';
import { integer, misplaced, partOf, record, shaped, text, whole, word } from './shape.js';

/** One recorded call of the ioasid allocator. */
export type IoasidCall = v.InferOutput<ReturnType<typeof callSchemas>[number]>;

/** One recorded fault of it. */
export type IoasidFault = v.InferOutput<ReturnType<typeof faultSchemas>[number]>;

/** Reads call lines, given the names of the header. */
export function ioasidCallReader(names: IoasidNames): (line: unknown, place: Place) => IoasidCall {
  const schemas = new Map(callSchemas(names).map((each) => [each.entries.call.literal, each]));
  const named = partOf({ call: word([...schemas.keys()]) });
  return (line, place) => {
    const call = shaped(schemas.get(shaped(named, line, place).call)!, line, place);
    if ('family' in call) requireFamily(call, names, place);
    return call;
  };
}

/** Reads fault lines, given the names of the header. */
export function ioasidFaultReader(
  names: IoasidNames,
): (line: unknown, place: Place) => IoasidFault {
  const schemas = new Map(faultSchemas(names).map((each) => [each.entries.inject.literal, each]));
  const named = partOf({ inject: word([...schemas.keys()]) });
  return (line, place) => shaped(schemas.get(shaped(named, line, place).inject)!, line, place);
}

function requireFamily(
  { ops, family }: { readonly ops: string; readonly family: number },
  { allocators, scope }: IoasidNames,
  place: Place,
): void {
  const known = scope.families[allocators.indexOf(ops)]!;
  if (family !== known) throw misplaced('family', `${known}, that of ${ops}`, family, place);
}

const U32 = `a whole number from 0 to ${INVALID_IOASID}`;
const id = v.pipe(
  v.number(U32),
  v.integer(U32),
  v.minValue(0, U32),
  v.maxValue(INVALID_IOASID, U32),
);
const n = whole;
const data = v.union([text, v.null()], 'a string or null');
const warn = v.optional(v.literal(true, 'true, or absent'));
const pr = v.optional(word(LOG_LEVELS));

/** One of these names, or null for none. */
const orNull = (names: readonly string[]) =>
  v.union([word(names), v.null()], `one of ${names.join(', ') || '(there is none)'}, or null`);

/** The shapes of the call lines. */
function callSchemas({ sets, allocators }: IoasidNames) {
  const set = orNull(sets);
  const ops = word(allocators);
  const freed = v.optional(v.literal(true, 'true, or absent'));
  const asked = v.optional(record({ ops, id, freed }));
  const told = v.optional(record({ ops }));
  const getter = v.union([v.boolean(), v.null()], 'true, false or null');
  const found = v.optional(data);
  return [
    record({
      n,
      call: v.literal('ioasid_alloc'),
      set,
      min: id,
      max: id,
      data,
      id,
      callback: asked,
      pr,
      warn,
    }),
    record({ n, call: v.literal('ioasid_free'), id, callback: told, pr, warn }),
    record({
      n,
      call: v.literal('ioasid_find'),
      set,
      id,
      getter,
      ret: integer,
      data: found,
      pr,
      warn,
    }),
    record({ n, call: v.literal('ioasid_set_data'), id, data, ret: integer, pr, warn }),
    record({
      n,
      call: v.literal('ioasid_register_allocator'),
      ops,
      family: whole,
      ret: integer,
      pr,
      warn,
    }),
    record({ n, call: v.literal('ioasid_unregister_allocator'), ops, family: whole, pr, warn }),
  ] as const;
}

/** The shapes of the fault lines. */
function faultSchemas({ allocators }: IoasidNames) {
  const errno = v.literal(-ERRNO.ENOMEM, `${-ERRNO.ENOMEM}`);
  return [
    record({ n, inject: v.literal('kzalloc'), errno }),
    record({ n, inject: v.literal('xa_alloc'), errno }),
    record({ n, inject: v.literal('allocator_callback'), ops: word(allocators) }),
  ] as const;
}

/** The shape of a snapshot line. */
export function ioasidSnapshotSchema({ sets, allocators }: IoasidNames) {
  const IDS = 'an object whose keys are ids';
  const ids = v.record(
    v.pipe(text, v.regex(/^\d{1,10}$/, IDS)),
    record({ set: orNull(sets), data }),
    IDS,
  );
  const custom = record({
    ops: word(allocators),
    family: whole,
    active: v.boolean('true or false'),
    ids,
  });
  return record({
    n,
    state: record({
      active: word(['default', ...allocators]),
      default: record({ ids }),
      custom: v.array(custom, 'a list of allocators'),
    }),
  });
}
