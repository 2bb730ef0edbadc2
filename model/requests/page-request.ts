import { NO_HANDLE } from '#contract';
import { answered, done, refused } from '../outcome.js';
import { maxPasidsOf } from '../state/members.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { keep, send, tell } from './pending.js';

/** A device may ask for anything it can express; what nobody would serve is answered at once. */
export const pageRequest = defineAction({
  kind: 'page-request',
  summary: 'Let a device ask for a page under a PASID.',
  kernel: 'iommu_report_device_fault (6.12)',
  params: { device: 'device', pasid: 'pasid' },
  actions: 'whole',
  faults: ['iopf_group_alloc'],

  isPossible: (state, { device, pasid }) => pasid < maxPasidsOf(state, device),

  step(draft, { device, pasid }, circumstances) {
    send(draft, device, pasid);
    const group = groupOf(draft, device);
    const slot = group === null ? undefined : draft.groups[group]!.slots[pasid];
    if (slot === undefined || slot.handle === NO_HANDLE) {
      tell(draft, device, pasid);
      return refused('EINVAL');
    }
    if (circumstances.fails('iopf_group_alloc')) {
      tell(draft, device, pasid);
      return answered('failure');
    }
    keep(draft, device, pasid);
    return done;
  },
});
