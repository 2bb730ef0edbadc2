import type { DeviceId, Pasid } from '#contract';
import { done, refused, warned } from '../outcome.js';
import type { State } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { releasePasid } from './pool.js';

/** A kernel driver gives back a PASID of its own; what else it may free is a matter of policy. */
export const pasidFreeGlobal = defineAction({
  kind: 'pasid-free-global',
  summary: 'Return a PASID of the kernel driver of a device to the pool.',
  kernel: 'iommu_free_global_pasid (6.12)',
  params: { device: 'device', pasid: 'pasid' },

  // Where the machine asks for itself, being refused is an outcome and no broken contract.
  isLawful: (state, { device, pasid }) =>
    state.topology.policy.freeBy === 'holder' ||
    (holds(state, device, pasid) && !isAttachedAnywhere(state, pasid)),

  step(draft, { device, pasid }) {
    // The kernel asks nothing here. The reference asks first of all whose PASID it is, because a
    // PASID freed by a stranger is handed out a second time, and then whether a device can still
    // use it (decisions in the table of this action).
    if (draft.topology.policy.freeBy === 'holder') {
      if (!holds(draft, device, pasid)) return refused('EPERM');
      if (isAttachedAnywhere(draft, pasid)) return refused('EBUSY');
    }
    if (!releasePasid(draft, pasid)) return warned;

    const { pasids } = draft.drivers[device]!;
    const at = pasids.indexOf(pasid);
    if (at !== -1) pasids.splice(at, 1);
    return done;
  },
});

/** Whether the PASID is in the record of the driver of the device. */
export function holds({ drivers }: State, device: DeviceId, pasid: Pasid): boolean {
  return drivers[device]!.pasids.includes(pasid);
}

function isAttachedAnywhere({ groups }: State, pasid: Pasid): boolean {
  return groups.some(({ slots }) => slots[pasid] !== undefined);
}
