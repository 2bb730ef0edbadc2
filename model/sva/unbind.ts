import { type DomainId, type HandleId, type MmId, NO_PASID, type Outcome } from '#contract';
import type { Draft } from '#declaration';
import { letGo } from '../allocator/let-go.js';
import { detach } from '../attachment/slot.js';
import { done } from '../outcome.js';
import { freeSvaDomain, liveMm } from '../processes/address-space.js';
import { pasidOf, type State } from '../state/state.js';

/**
 * One reference to a bond fewer. The last one takes the address space from the group; its PASID
 * stays with the address space (`iommu_sva_unbind_device`, 6.12).
 */
export function unbind(draft: Draft<State>, handle: HandleId): Outcome {
  const bond = draft.svaHandles[handle]!;
  bond.users -= 1;
  if (bond.users > 0) return done;

  // The device of the first bind may be gone by now; its group is still the one of the slot.
  const { device, mm, domain } = bond;
  const group = draft.topology.devices[device]!.group!;
  const pasid = pasidOf(draft, mm);
  // The kernel empties the slot unseen, but a removal of devices may have emptied it, and somebody
  // else have it by now.
  const { actions } = draft.topology.policy;
  const isInSlot = draft.groups[group]!.slots[pasid]?.handle === handle;

  // The devices let go before the domain is freed, and the domain before the address space may go.
  if (actions === 'recorded' || isInSlot) detach(draft, group, pasid);
  delete draft.svaHandles[handle];
  const attached = draft.svaDomains[domain]!;
  attached.users -= 1;
  if (attached.users > 0) return done;
  if (draft.topology.policy.mmIdUntil === 'last-unbind') takePasid(draft, mm, domain);
  return freeSvaDomain(draft, domain);
}

/** An address space without any bond has no PASID, either (`iommu_sva_free_pasid`, 5.12 to 5.17). */
function takePasid(draft: Draft<State>, mm: MmId, freed: DomainId): void {
  const space = liveMm(draft, mm);
  if (space.domains.some((domain) => domain !== freed)) return;
  const { pasid } = space;
  space.pasid = NO_PASID;
  letGo(draft, pasid);
}
