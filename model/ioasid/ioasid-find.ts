import { NOTHING } from './scope.js';
import { entriesOf } from './state.js';
import { defineIoasidAction } from './vocabulary.js';

/** What a getter function says of the data, by the value of the parameter; undefined: none is given. */
export const GETTERS = [undefined, false, true] as const;

/** A lookup of what was stored under an id. */
export const ioasidFind = defineIoasidAction({
  kind: 'ioasid-find',
  summary: 'Look up what was stored under an id, in one set or in all.',
  kernel: 'ioasid_find (6.1)',
  params: { set: 'any-set', id: 'id', getter: 'getter' },
  step(draft, { set, id, getter }) {
    const entry = entriesOf(draft)[id];
    if (entry === undefined) return { kind: 'refused', errno: 'ENOENT' };
    if (set !== NOTHING && entry.set !== set) return { kind: 'refused', errno: 'EACCES' };
    if (entry.data === NOTHING || GETTERS[getter] === false) return { kind: 'null' };
    return { kind: 'found', data: entry.data };
  },
});
