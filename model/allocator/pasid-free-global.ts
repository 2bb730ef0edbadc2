import { done, refused, warned } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { isOccupiedAnywhere, letGo } from './let-go.js';
import { holds, strike } from './record.js';

/** A kernel driver gives back a PASID of its own; what else it may free is a matter of policy. */
export const pasidFreeGlobal = defineAction({
  kind: 'pasid-free-global',
  summary: 'Return a PASID of the kernel driver of a device to the pool.',
  kernel: 'iommu_free_global_pasid (6.12)',
  params: { device: 'device', pasid: 'pasid' },

  // Where the machine asks for itself, being refused is an outcome and no broken contract.
  isLawful(state, { device, pasid }) {
    const { freeBy, freeAttached } = state.topology.policy;
    if (freeBy === 'holder') return true;
    if (!holds(state, device, pasid)) return false;
    return freeAttached === 'condemn' || !isOccupiedAnywhere(state, pasid);
  },

  step(draft, { device, pasid }) {
    // The kernel asks nothing here. The reference asks first of all whose PASID it is, because a
    // PASID freed by a stranger is handed out a second time.
    const { freeBy } = draft.topology.policy;
    if (freeBy === 'holder' && !holds(draft, device, pasid)) return refused('EPERM');
    if (!letGo(draft, pasid)) return warned;
    strike(draft.drivers[device]!.pasids, pasid);
    return done;
  },
});
