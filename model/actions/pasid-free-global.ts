import { done, refused } from '../outcome.js';
import { releasePasid } from '../pool.js';
import { defineAction } from '../vocabulary.js';

/** A kernel driver gives back a PASID of its own, and no other. */
export const pasidFreeGlobal = defineAction({
  kind: 'pasid-free-global',
  summary: 'Return a PASID of the kernel driver of a device to the pool.',
  kernel: 'iommu_free_global_pasid (6.12)',
  params: { device: 'device', pasid: 'pasid' },
  faults: [],

  precondition: () => true,

  step(draft, { device, pasid }) {
    // The kernel asks nothing here; the reference asks first of all whose PASID it is, because a
    // PASID freed by a stranger is handed out a second time (decision in the table of this action).
    const { pasids } = draft.drivers[device]!;
    const at = pasids.indexOf(pasid);
    if (at === -1) return refused('EPERM');

    pasids.splice(at, 1);
    releasePasid(draft, pasid);
    return done;
  },
});
