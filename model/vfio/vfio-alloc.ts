import { allocatePasid, freePasids } from '../allocator/pool.js';
import { payerOf } from '../allocator/quota.js';
import { note } from '../allocator/record.js';
import { isVfioAllocating } from '../policy/parts.js';
import { fileOfKind, runningProcess, usesFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { deviceOf } from './holding.js';

/**
 * The other side of the argument: VFIO hands out PASIDs itself, to whoever has a device of it, and
 * counts them for the user who opened that.
 */
export const vfioAlloc = defineAction({
  kind: 'vfio-alloc',
  summary: 'Allocate a PASID for a VFIO file, in the range of its device.',
  kernel: 'none in 6.12; VFIO_IOMMU_PASID_REQUEST with ALLOC of the series of 2020',
  params: { process: 'process', file: 'file' },
  actions: 'whole',
  isThere: isVfioAllocating,
  faults: ['ida_alloc_range'],

  isPossible: (state, use) => usesFile(state, use, 'vfio'),

  step(draft, { process, file }, circumstances) {
    const opened = fileOfKind(draft, file, 'vfio');
    const { cgroup } = runningProcess(draft, process);
    const payer = payerOf({ cgroup, user: opened.user }, 'vfio');
    const answer = allocatePasid(draft, opened.device, payer, circumstances);
    if (answer.kind === 'granted') note(opened.allocated, answer.pasid);
    return answer;
  },

  choices: (state, { file }) =>
    freePasids(state, deviceOf(state, file)).map((pasid) => ({ pasid, faults: [] })),
});
