import { defineAction } from '../vocabulary.js';
import { allocatePasid, freePasids } from './pool.js';
import { KERNEL } from './quota.js';
import { note } from './record.js';

/** A kernel driver takes a PASID for itself from the pool that address spaces draw on, too. */
export const pasidAllocGlobal = defineAction({
  kind: 'pasid-alloc-global',
  summary: 'Allocate a PASID for the kernel driver of a device.',
  kernel: 'iommu_alloc_global_pasid (6.12)',
  params: { device: 'device' },
  faults: ['ida_alloc_range'],

  step(draft, { device }, circumstances) {
    const answer = allocatePasid(draft, device, KERNEL, circumstances);
    if (answer.kind === 'granted') note(draft.drivers[device]!.pasids, answer.pasid);
    return answer;
  },

  choices: (state, { device }) => freePasids(state, device).map((pasid) => ({ pasid, faults: [] })),
});
