import { NO_PASID } from '#contract';
import { free } from './allocate.js';
import { pasidOf } from './sva-alloc-pasid.js';
import { defineIoasidAction } from './vocabulary.js';

/** Nobody holds an address space any more, and its id goes with it. */
export const mmPasidDrop = defineIoasidAction({
  kind: 'mm-pasid-drop',
  summary: 'Free the id of an address space that nobody holds any more.',
  kernel: 'mm_pasid_drop (6.1)',
  params: { mm: 'mm' },
  step(draft, { mm }) {
    const id = pasidOf(draft, mm);
    if (id === NO_PASID) return { kind: 'done' };
    draft.pasidOf[mm - 1] = NO_PASID;
    return free(draft, id);
  },
});
