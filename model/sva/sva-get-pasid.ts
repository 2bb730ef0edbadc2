import { granted } from '../outcome.js';
import { pasidOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';

/** The driver of a device asks which PASID to write into its descriptors. */
export const svaGetPasid = defineAction({
  kind: 'sva-get-pasid',
  summary: 'Answer the PASID of a bond.',
  kernel: 'iommu_sva_get_pasid (6.12)',
  params: { handle: 'sva-handle' },

  isPossible: ({ svaHandles }, { handle }) => svaHandles[handle] !== undefined,

  step: (draft, { handle }) => granted(pasidOf(draft, draft.svaHandles[handle]!.mm)),
});
