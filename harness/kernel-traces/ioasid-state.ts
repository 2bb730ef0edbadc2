import { type Entry, type IoasidState, NOTHING } from '#model';
import type { Fields } from './fields.js';
import type { DataNames, IoasidNames } from './ioasid-scope.js';
import type { RecordedIds, RecordedIoasid } from './ioasid-side.js';
import type { Observed } from './verdict.js';

/** What the model holds. An allocator is shown as the one that its family is called through. */
export function heldFields(
  { byDefault, families }: IoasidState,
  { sets, allocators }: IoasidNames,
  data: DataNames,
): Fields {
  const fields = new Map<string, Observed>();
  const [active] = families;
  fields.set('active', active === undefined ? 'default' : allocators[active.calledThrough]!);
  note('default', byDefault);
  for (const [index, { calledThrough, family, entries }] of families.entries()) {
    const path = `custom.${index}`;
    fields.set(`${path}.ops`, allocators[calledThrough]!);
    fields.set(`${path}.family`, family);
    fields.set(`${path}.active`, index === 0);
    note(path, entries);
  }
  return fields;

  function note(path: string, entries: Readonly<Record<number, Entry>>): void {
    for (const [id, entry] of Object.entries(entries)) {
      fields.set(`${path}.ids.${id}.set`, entry.set === NOTHING ? null : sets[entry.set - 1]!);
      const stored = entry.data === NOTHING ? null : data.nameOf(entry.data);
      fields.set(`${path}.ids.${id}.data`, stored);
      // A set and data of null look like no entry, so that there is one is told besides.
      fields.set(`${path}.ids.${id}`, true);
    }
  }
}

/** What a record says, or live code in its words. */
export function recordedFields(state: RecordedIoasid): Fields {
  const fields = new Map<string, Observed>();
  fields.set('active', state.active);
  note('default', state.default.ids);
  for (const [index, { ops, family, active, ids }] of state.custom.entries()) {
    const path = `custom.${index}`;
    fields.set(`${path}.ops`, ops);
    fields.set(`${path}.family`, family);
    fields.set(`${path}.active`, active);
    note(path, ids);
  }
  return fields;

  function note(path: string, ids: RecordedIds): void {
    for (const [id, { set, data }] of Object.entries(ids)) {
      fields.set(`${path}.ids.${id}.set`, set);
      fields.set(`${path}.ids.${id}.data`, data);
      fields.set(`${path}.ids.${id}`, true);
    }
  }
}
