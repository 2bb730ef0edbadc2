import { letGo } from '../allocator/let-go.js';
import { strike } from '../allocator/record.js';
import { done } from '../outcome.js';
import { isVfioAllocating } from '../policy/parts.js';
import { fileOfKind, usesFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';

/** What VFIO allocated it also frees; of any other PASID it says nothing, not even that it has none. */
export const vfioFree = defineAction({
  kind: 'vfio-free',
  summary: 'Let go of a PASID that a VFIO file allocated.',
  kernel: 'none in 6.12; VFIO_IOMMU_PASID_REQUEST with FREE of the series of 2020',
  params: { process: 'process', file: 'file', pasid: 'pasid' },
  actions: 'whole',
  isThere: isVfioAllocating,

  isPossible: (state, use) => usesFile(state, use, 'vfio'),

  step(draft, { file, pasid }) {
    const { allocated } = fileOfKind(draft, file, 'vfio');
    if (!allocated.includes(pasid)) return done;
    strike(allocated, pasid);
    letGo(draft, pasid);
    return done;
  },
});
