import {
  type DeviceId,
  type DomainId,
  type Errno,
  type HandleId,
  NO_DOMAIN,
  NO_HANDLE,
  NO_PASID,
  type Pasid,
} from '#contract';
import type { Draft } from '#declaration';
import type { Circumstances } from '../input.js';
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
  const isForeign = iommuDriverOf(draft, domain) !== draft.topology.devices[device]!.iommuDriver;
  if (isForeign || pasid === NO_PASID) return 'EINVAL';
  if (pasid >= rangeEnd(draft.topology, group)) return 'EINVAL';

  const { slots } = draft.groups[group]!;
  if (slots[pasid] !== undefined) return 'EBUSY';
  if (circumstances.fails('xa_insert')) return 'ENOMEM';

  const errno = tellMembers(
    draft,
    capableMembers(draft.topology, group),
    pasid,
    domain,
    circumstances,
  );
  if (errno !== undefined) return errno;
  slots[pasid] =
    handle === NO_HANDLE ? { handle: NO_HANDLE, domain: NO_DOMAIN } : { handle, domain };
  return undefined;
}

/**
 * Every capable member is told to remove the PASID, then the slot is empty, whatever was in it: the
 * kernel looks at nothing (`iommu_detach_device_pasid`, 6.12).
 */
export function detach(draft: Draft<State>, device: DeviceId, pasid: Pasid): void {
  const group = groupOf(draft, device)!;
  for (const member of capableMembers(draft.topology, group)) {
    delete draft.hardware[member]![pasid];
  }
  delete draft.groups[group]!.slots[pasid];
}

/**
 * All members reach the domain, or none: where one refuses, those told before it are told to remove
 * it, and the one that refused is not (`__iommu_set_group_pasid`, 6.12).
 */
function tellMembers(
  { hardware }: Draft<State>,
  members: readonly DeviceId[],
  pasid: Pasid,
  domain: DomainId,
  circumstances: Circumstances,
): Errno | undefined {
  for (const [told, member] of members.entries()) {
    const errno = circumstances.fails('set_dev_pasid', member);
    if (errno === undefined) {
      hardware[member]![pasid] = domain;
      continue;
    }
    for (const earlier of members.slice(0, told)) delete hardware[earlier]![pasid];
    return errno;
  }
  return undefined;
}

function iommuDriverOf(state: State, domain: DomainId): number | undefined {
  return isSvaDomain(state, domain)
    ? state.svaDomains[domain]?.iommuDriver
    : state.topology.domains[domain - 1]?.iommuDriver;
}
