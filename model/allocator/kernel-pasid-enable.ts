import { NO_HANDLE, NO_PASID } from '#contract';
import { attach } from '../attachment/slot.js';
import { refused } from '../outcome.js';
import { kernelDomain } from '../state/domains.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { allocatePasid, freePasids, releasePasid } from './pool.js';
import { KERNEL } from './quota.js';

/** A kernel driver works for the kernel itself through a shared queue, which wants a PASID. */
export const kernelPasidEnable = defineAction({
  kind: 'kernel-pasid-enable',
  summary: 'Allocate the system PASID of a kernel driver and attach it to the DMA of the kernel.',
  kernel: 'idxd_enable_system_pasid (6.12)',
  params: { device: 'device' },
  actions: 'whole',
  faults: ['ida_alloc_range', 'xa_insert', 'set_dev_pasid'],

  isPossible: ({ drivers }, { device }) =>
    drivers[device]!.isBound && drivers[device]!.systemPasid === NO_PASID,

  step(draft, { device }, circumstances) {
    const group = groupOf(draft, device);
    if (group === null) return refused('EPERM');
    const answer = allocatePasid(draft, device, KERNEL, circumstances);
    if (answer.kind !== 'granted') return answer;

    const { pasid } = answer;
    const domain = kernelDomain(draft.topology, group);
    const errno = attach(draft, { device, pasid, domain, handle: NO_HANDLE }, circumstances);
    if (errno !== undefined) {
      releasePasid(draft, pasid);
      return refused(errno);
    }
    draft.drivers[device]!.systemPasid = pasid;
    return answer;
  },

  choices: (state, { device }) => freePasids(state, device).map((pasid) => ({ pasid, faults: [] })),
});
