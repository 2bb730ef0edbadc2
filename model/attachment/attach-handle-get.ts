import { NO_HANDLE } from '#contract';
import { found, refused } from '../outcome.js';
import { isSvaDomain } from '../state/state.js';
import { defineAction, HANDLE_TYPES } from '../vocabulary.js';

/** Whoever handles a page request finds by (group, PASID) what was attached there. */
export const attachHandleGet = defineAction({
  kind: 'attach-handle-get',
  summary: 'Answer the handle in the slot of a PASID, if its domain is of the type asked for.',
  kernel: 'iommu_attach_handle_get (6.12)',
  params: { group: 'group', pasid: 'pasid', type: 'handle-type' },

  step(draft, { group, pasid, type }) {
    const slot = draft.groups[group]!.slots[pasid];
    if (slot === undefined || slot.handle === NO_HANDLE) return refused('ENOENT');

    const wanted = HANDLE_TYPES[type];
    const actual = isSvaDomain(draft, slot.domain) ? 'sva' : 'unmanaged';
    return wanted === 'any' || wanted === actual ? found(slot.handle) : refused('EBUSY');
  },
});
