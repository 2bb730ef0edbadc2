import { done } from '../outcome.js';
import { domainIn } from '../state/domains.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { detach } from './slot.js';

/** A kernel driver takes its domain from a PASID; that it is its own is for the driver to know. */
export const pasidDetach = defineAction({
  kind: 'pasid-detach',
  summary: 'Detach the slot of a PASID, and tell every device of the group to forget it.',
  kernel: 'iommu_detach_device_pasid (6.12)',
  params: { device: 'device', pasid: 'pasid', domain: 'domain' },

  isPossible: (state, { device }) => groupOf(state, device) !== null,

  isLawful: (state, { device, pasid, domain }) =>
    domainIn(state, groupOf(state, device)!, pasid) === domain,

  // The domain only travels on to the callbacks, so it has no say in what is detached.
  step(draft, { device, pasid }) {
    detach(draft, groupOf(draft, device)!, pasid);
    return done;
  },
});
