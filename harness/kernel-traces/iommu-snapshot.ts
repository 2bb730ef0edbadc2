import * as v from 'valibot';
import type { IommuScope } from './iommu-scope.js';
import { integer, record, text, whole } from './shape.js';

/** One recorded snapshot of the IOMMU core. */
export type IommuSnapshot = v.InferOutput<ReturnType<typeof iommuSnapshotSchema>>;

const textOrNull = v.union([text, v.null()], 'a string or null');

const PASID = 'an object whose keys are PASIDs';
const byPasid = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.record(v.pipe(text, v.regex(/^\d{1,10}$/, PASID)), schema, PASID);

/** The shape of a snapshot line: exactly the groups and devices of the header. */
export function iommuSnapshotSchema({ groupNames, deviceNames }: IommuScope) {
  const group = record({
    slots: byPasid(record({ domain: textOrNull, handle: textOrNull })),
    owner_cnt: integer,
    owner: textOrNull,
    domain: textOrNull,
  });
  const mm = record({
    pasid: v.union([whole, v.null()], 'a PASID or null'),
    count: integer,
    alive: v.boolean('true or false'),
    domains: v.array(record({ driver: text, users: integer }), 'a list of SVA domains'),
  });
  const handle = record({ users: integer, dev: text, mm: text });
  const hardware = byPasid(text);
  return record({
    n: whole,
    state: record({
      pool: v.array(whole, 'a list of PASIDs'),
      groups: record(Object.fromEntries(groupNames.map((name) => [name, group]))),
      hw: record(Object.fromEntries(deviceNames.map((name) => [name, hardware]))),
      mms: v.record(text, mm, 'an object'),
      handles: v.record(text, handle, 'an object'),
    }),
  });
}
