import { NO_HANDLE, NO_PASID } from '#contract';
import { holds } from '../allocator/record.js';
import { done, refused, refusedWithWarning } from '../outcome.js';
import { isClaimed } from '../ownership/take.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { isInSlot } from './pasid-attach.js';
import { isForeign, replace } from './slot.js';

/** A kernel driver changes what a PASID leads to while its devices go on using it. */
export const pasidReplace = defineAction({
  kind: 'pasid-replace',
  summary: 'Put another domain and handle into an attached slot, without emptying it in between.',
  kernel: 'iommu_replace_device_pasid (6.15)',
  params: { device: 'device', pasid: 'pasid', domain: 'domain', handle: 'attach-handle' },
  actions: 'whole',
  faults: ['set_dev_pasid'],

  isLawful: (state, { device, handle }) => !isInSlot(state, handle) && !isClaimed(state, device),

  step(draft, { device, pasid, domain, handle }, circumstances) {
    const { attachBy } = draft.topology.policy;
    if (attachBy === 'holder' && !holds(draft, device, pasid)) return refused('EPERM');
    const group = groupOf(draft, device);
    if (group === null) return refused('ENODEV');
    if (!draft.topology.domains[domain - 1]!.setDevPasid) return refused('EOPNOTSUPP');
    const isUnfit = isForeign(draft, domain, device) || pasid === NO_PASID || handle === NO_HANDLE;
    if (isUnfit) return refused('EINVAL');

    const slot = draft.groups[group]!.slots[pasid];
    if (slot === undefined) return refused('EINVAL');
    if (slot.phase === 'draining') return refused('EBUSY');
    if (slot.handle === handle) return refusedWithWarning('EINVAL');

    const errno = replace(draft, group, { pasid, domain, handle }, circumstances);
    return errno === undefined ? done : refused(errno);
  },
});
