import { type HandleId, NO_HANDLE } from '#contract';
import { holds } from '../allocator/record.js';
import { done, refused } from '../outcome.js';
import { isClaimed } from '../ownership/take.js';
import type { State } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { attach } from './slot.js';

/** A kernel driver lets a domain of its own be reached with a PASID by all devices of a group. */
export const pasidAttach = defineAction({
  kind: 'pasid-attach',
  summary: 'Put a domain into the slot of a PASID; without a handle the slot is only reserved.',
  kernel: 'iommu_attach_device_pasid (6.12)',
  params: { device: 'device', pasid: 'pasid', domain: 'domain', handle: 'attach-handle' },
  faults: ['xa_insert', 'set_dev_pasid'],

  // Once user space owns the group a kernel driver has no business in it (I34).
  isLawful: (state, { device, handle }) =>
    !isInSlot(state, handle) &&
    (state.topology.policy.actions === 'recorded' || !isClaimed(state, device)),

  step(draft, attachment, circumstances) {
    const { device, pasid, domain } = attachment;
    // The kernel lets any caller name any PASID; the reference wants it to be the caller's own, and
    // asks that before it tells a stranger anything about the slot.
    const { attachBy } = draft.topology.policy;
    if (attachBy === 'holder' && !holds(draft, device, pasid)) return refused('EPERM');
    if (!draft.topology.domains[domain - 1]!.setDevPasid) return refused('EOPNOTSUPP');

    const errno = attach(draft, attachment, circumstances);
    return errno === undefined ? done : refused(errno);
  },
});

/** Whether a handle is in use; none never is. */
export function isInSlot({ groups }: State, handle: HandleId): boolean {
  if (handle === NO_HANDLE) return false;
  return groups.some(({ slots }) => Object.values(slots).some((slot) => slot.handle === handle));
}
