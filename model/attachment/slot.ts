import {
  type DeviceId,
  type DomainId,
  type Errno,
  type GroupId,
  type HandleId,
  NO_DOMAIN,
  NO_HANDLE,
  NO_PASID,
  type Pasid,
} from '#contract';
import type { Draft } from '#declaration';
import { returnIfLetGo } from '../allocator/let-go.js';
import type { Circumstances } from '../input.js';
import { answerAll } from '../requests/pending.js';
import { domainIn } from '../state/domains.js';
import { capableMembers, rangeEnd } from '../state/members.js';
import { groupOf, isSvaDomain, type State } from '../state/state.js';

/** What is to be in the slot of a PASID, and through which device of the group. */
export interface Attachment {
  readonly device: DeviceId;
  readonly pasid: Pasid;
  readonly domain: DomainId;
  readonly handle: HandleId;
}

/**
 * The slot of the PASID in the device's group is filled and all its members are told, or nothing
 * changes and the errno says why (`iommu_attach_device_pasid`, 6.12, from its second check on).
 *
 * The kernel fills the slot first and erases it on failure (6.15 turned that round); within one step
 * nobody can tell.
 */
export function attach(
  draft: Draft<State>,
  { device, pasid, domain, handle }: Attachment,
  circumstances: Circumstances,
): Errno | undefined {
  const group = groupOf(draft, device);
  if (group === null) return 'ENODEV';
  if (isForeign(draft, domain, device) || pasid === NO_PASID) return 'EINVAL';
  if (pasid >= rangeEnd(draft, group)) return 'EINVAL';

  const { slots } = draft.groups[group]!;
  if (slots[pasid] !== undefined) return 'EBUSY';
  if (circumstances.fails('xa_insert')) return 'ENOMEM';

  const errno = tellMembers(draft, { group, pasid, domain }, circumstances);
  if (errno !== undefined) return errno;
  slots[pasid] = { phase: 'attached', handle, domain };
  return undefined;
}

/**
 * An attached slot leads to another domain from here on, without a moment in which it leads to none,
 * or to the old one still, and the errno says why (`iommu_replace_device_pasid`, 6.15).
 */
export function replace(
  draft: Draft<State>,
  group: GroupId,
  { pasid, domain, handle }: Omit<Attachment, 'device'>,
  circumstances: Circumstances,
): Errno | undefined {
  const slot = draft.groups[group]!.slots[pasid]!;
  if (domain !== slot.domain) {
    const errno = tellMembers(draft, { group, pasid, domain }, circumstances);
    if (errno !== undefined) return errno;
    // What was asked of the old domain the new one cannot answer (`iommufd_auto_response_faults`).
    for (const member of capableMembers(draft, group)) answerAll(draft, member, pasid);
  }
  slot.handle = handle;
  slot.domain = domain;
  return undefined;
}

/**
 * Every capable member is told to remove the PASID, whatever is in its slot: the kernel looks at
 * nothing (`iommu_detach_device_pasid`, 6.12). What was attached is not any more; that the slot is
 * empty takes a drain, where some member may have sent something that is still on its way.
 */
export function detach(draft: Draft<State>, group: GroupId, pasid: Pasid): void {
  const members = capableMembers(draft, group);
  for (const member of members) delete draft.hardware[member]![pasid];

  const { slots } = draft.groups[group]!;
  if (slots[pasid]?.phase !== 'attached') return;
  if (draft.topology.policy.drain === 'asynchronous' && members.length > 0) {
    slots[pasid] = { phase: 'draining', handle: NO_HANDLE, domain: NO_DOMAIN };
    returnIfLetGo(draft, pasid);
  } else {
    // The detach returns once what its members asked for is answered (`intel_iommu_drain_pasid_prq`).
    for (const member of members) answerAll(draft, member, pasid);
    emptySlot(draft, group, pasid);
  }
}

/** Detaches a PASID only where its slot leads to one of these domains. */
export function detachDomain(
  draft: Draft<State>,
  group: GroupId,
  pasid: Pasid,
  domains: readonly DomainId[],
): void {
  if (domains.includes(domainIn(draft, group, pasid))) detach(draft, group, pasid);
}

/** Nothing is on its way any more: the slot can be used anew, and so may be the PASID. */
export function emptySlot(draft: Draft<State>, group: GroupId, pasid: Pasid): void {
  delete draft.groups[group]!.slots[pasid];
  returnIfLetGo(draft, pasid);
}

/**
 * All members reach the domain, or none: where one refuses, those told before it are told what they
 * were told last, or to remove the PASID, and the one that refused is not (`__iommu_set_group_pasid`,
 * 6.12).
 */
function tellMembers(
  draft: Draft<State>,
  { group, pasid, domain }: { group: GroupId; pasid: Pasid; domain: DomainId },
  circumstances: Circumstances,
): Errno | undefined {
  const { hardware } = draft;
  const old = domainIn(draft, group, pasid);
  const members = capableMembers(draft, group);
  for (const [told, member] of members.entries()) {
    const errno = circumstances.fails('set_dev_pasid', member);
    if (errno === undefined) {
      hardware[member]![pasid] = domain;
      continue;
    }
    for (const earlier of members.slice(0, told)) {
      if (old === NO_DOMAIN) delete hardware[earlier]![pasid];
      else hardware[earlier]![pasid] = old;
    }
    return errno;
  }
  return undefined;
}

/** Whether a domain is behind another IOMMU driver; what files and groups bring never is. */
export function isForeign(state: State, domain: DomainId, device: DeviceId): boolean {
  const { domains, devices } = state.topology;
  const { iommuDriver } = devices[device]!;
  if (isSvaDomain(state, domain)) return state.svaDomains[domain]?.iommuDriver !== iommuDriver;
  return domain <= domains.length && domains[domain - 1]?.iommuDriver !== iommuDriver;
}
