import { type Difference, differences, type Observed } from './verdict.js';

/** The fields of a snapshot by their paths, for families whose tables come and go. */
export type Fields = ReadonlyMap<string, Observed>;

/** The fields in which a side does not agree, first those that the record has. */
export function stateDifferences(
  record: Fields,
  model: Fields,
  implementation?: Fields,
): readonly Difference[] {
  const sides = implementation === undefined ? [model] : [model, implementation];
  if (sides.every((side) => sameFields(record, side))) return [];
  const fields = [...new Set([record, ...sides].flatMap((side) => [...side.keys()]))];
  const valuesOf = (side: Fields): Observed[] => fields.map((field) => side.get(field) ?? null);
  return differences({
    fields,
    model: valuesOf(model),
    ...(implementation === undefined ? {} : { implementation: valuesOf(implementation) }),
    record: valuesOf(record),
  });
}

function sameFields(a: Fields, b: Fields): boolean {
  if (a.size !== b.size) return false;
  for (const [field, value] of a) if (b.get(field) !== value) return false;
  return true;
}
