import { ALLOCATE_FAULTS, allocate, allocateChoices } from './allocate.js';
import { defineIoasidAction } from './vocabulary.js';

/** A caller takes an id for a set of its own, or for none. */
export const ioasidAlloc = defineIoasidAction({
  kind: 'ioasid-alloc',
  summary: 'Take an id from min to max, both included, and store data under it.',
  kernel: 'ioasid_alloc (6.1)',
  params: { set: 'set', min: 'min', max: 'max', data: 'data' },
  faults: ALLOCATE_FAULTS,
  choices: allocateChoices,
  step: (draft, { set, data, ...range }, circumstances) =>
    allocate(draft, range, { set, data }, circumstances),
});
