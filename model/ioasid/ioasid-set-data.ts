import { mmOf, writableEntriesOf } from './state.js';
import { defineIoasidAction } from './vocabulary.js';

/** Anyone replaces what is stored under an id. */
export const ioasidSetData = defineIoasidAction({
  kind: 'ioasid-set-data',
  summary: 'Replace what is stored under an id.',
  kernel: 'ioasid_set_data (6.1)',
  params: { id: 'id', data: 'data' },
  isLawful: (state, { id }) => mmOf(state, id) === undefined,
  step(draft, { id, data }) {
    const entry = writableEntriesOf(draft)[id];
    if (entry === undefined) return { kind: 'refused', errno: 'ENOENT' };
    entry.data = data;
    return { kind: 'done' };
  },
});
