import { granted } from '../outcome.js';
import { bondOf, pasidOf } from '../state.js';
import { defineAction } from '../vocabulary.js';

/** The driver of a device asks which PASID to write into its descriptors. */
export const svaGetPasid = defineAction({
  kind: 'sva-get-pasid',
  summary: 'Answer the PASID of a bond.',
  kernel: 'iommu_sva_get_pasid (6.12)',
  params: { device: 'device', mm: 'mm' },
  faults: [],

  precondition: (state, { device, mm }) => bondOf(state, device, mm) !== undefined,

  step: (draft, { mm }) => granted(pasidOf(draft, mm)),
});
