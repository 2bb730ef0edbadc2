import { free } from './allocate.js';
import { mmOf } from './state.js';
import { defineIoasidAction } from './vocabulary.js';

/** Anyone gives an id back; nothing says whose it was. */
export const ioasidFree = defineIoasidAction({
  kind: 'ioasid-free',
  summary: 'Give an id back.',
  kernel: 'ioasid_free (6.1)',
  params: { id: 'id' },
  isLawful: (state, { id }) => mmOf(state, id) === undefined,
  step: (draft, { id }) => free(draft, id),
});
