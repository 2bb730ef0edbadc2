import * as v from 'valibot';
import { deviceId, pasid as toPasid } from '#contract';
import { ANSWERS, callSchemas, type IommuCall } from './iommu-lines.js';
import type { IommuScope } from './iommu-scope.js';
import type { Place } from './json-line.js';
import { name, partOf, record, shaped, text, whole, word } from './shape.js';

/** The calls of a recording; each may be unobserved in a log. */
export const CALLS = Object.keys(ANSWERS) as IommuCall['call'][];

/** What a log may lack: any call, or the notice that an address space is gone. */
export const UNOBSERVABLE = [...CALLS, 'mm_pasid_drop'] as const;

/** The calls by which an address space begins: unobserved, it is there as soon as it is named. */
export const BEGINNINGS = ['mm_init', 'fork'] as const satisfies readonly Unobservable[];

/** A kind of step that a log may lack. */
export type Unobservable = (typeof UNOBSERVABLE)[number];

/** A call of which some fields are known: arguments and answers that are absent were not logged. */
export type LogCall = { readonly call: IommuCall['call'] } & {
  readonly [field: string]: string | number | boolean | null | undefined;
};

/** An address space is gone, and its id is free. */
interface DropLine {
  readonly call: 'mm_pasid_drop';
  readonly mm: string;
}

/** The IOMMU driver said what a device has under a PASID: another observation of attach and detach. */
export interface TagLine {
  readonly call: 'cache_tag_assign' | 'cache_tag_unassign';
  readonly dev: ReturnType<typeof deviceId>;
  readonly pasid: ReturnType<typeof toPasid>;
  readonly did: number;
  /** Which cache it is about. */
  readonly type: string;
}

/** One line of a log. */
export type LogLine = LogCall | DropLine | TagLine;

/** Whether a line is a call of which a recording would tell the answer. */
export const isCall = (line: LogLine): line is LogCall => CALLS.some((call) => call === line.call);

/** Reads the lines of a log, given the names of its header. */
export function logLineReader(scope: IommuScope): (line: unknown, place: Place) => LogLine {
  const dev = v.pipe(
    v.picklist(scope.deviceNames, `one of ${scope.deviceNames.join(', ')}`),
    v.transform((each) => deviceId(scope.deviceNames.indexOf(each))),
  );
  const tag = { dev, pasid: v.pipe(whole, v.transform(toPasid)), did: whole, type: text };
  const schemas = new Map<string, v.GenericSchema>([
    ...callSchemas(scope).map((each) => [each.entries.call.literal, withGaps(each)] as const),
    ['mm_pasid_drop', record({ call: v.literal('mm_pasid_drop'), mm: name })],
    ['cache_tag_assign', record({ call: v.literal('cache_tag_assign'), ...tag })],
    ['cache_tag_unassign', record({ call: v.literal('cache_tag_unassign'), ...tag })],
  ]);
  const named = partOf({ call: word([...schemas.keys()]) });
  return (line, place) =>
    shaped(schemas.get(shaped(named, line, place).call)!, line, place) as LogLine;
}

/** The same line without its number, and with every other field only if it was logged. */
function withGaps({ entries }: ReturnType<typeof callSchemas>[number]): v.GenericSchema {
  const { n: _, call, ...fields } = entries as v.ObjectEntries;
  const optional = Object.entries(fields).map(([field, schema]) => [
    field,
    v.optional(schema as v.GenericSchema),
  ]);
  return record({ call: call!, ...(Object.fromEntries(optional) as v.ObjectEntries) });
}
