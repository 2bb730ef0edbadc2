import { ROOT_CGROUP } from '#contract';
import { defineAction } from '../vocabulary.js';
import { allocatePasid, freePasids } from './pool.js';

/** A kernel driver takes a PASID for itself from the pool that address spaces draw on, too. */
export const pasidAllocGlobal = defineAction({
  kind: 'pasid-alloc-global',
  summary: 'Allocate a PASID for the kernel driver of a device.',
  kernel: 'iommu_alloc_global_pasid (6.12)',
  params: { device: 'device' },
  faults: ['ida_alloc_range'],

  // The driver serves the whole system, so the root is charged.
  step(draft, { device }, circumstances) {
    const answer = allocatePasid(draft, device, ROOT_CGROUP, circumstances);
    if (answer.kind !== 'granted') return answer;

    // Where a stranger freed a PASID of this driver, its record may name the new one already.
    const { pasid } = answer;
    const { pasids } = draft.drivers[device]!;
    if (!pasids.includes(pasid)) {
      pasids.splice(pasids.findLastIndex((held) => held < pasid) + 1, 0, pasid);
    }
    return answer;
  },

  choices: (state, { device }) => freePasids(state, device).map((pasid) => ({ pasid, faults: [] })),
});
