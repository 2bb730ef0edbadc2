import {
  type DeviceId,
  type Errno,
  type GroupId,
  NO_OWNER,
  type Outcome,
  type OwnerId,
  ownerId,
  type Topology,
  type UserId,
} from '#contract';
import type { Draft } from '#declaration';
import type { Circumstances } from '../input.js';
import { done, refused, warned } from '../outcome.js';
import {
  type Group,
  groupOf,
  hasAttachedSlot,
  hasOccupiedSlot,
  type State,
} from '../state/state.js';

/**
 * The group goes to an owner in user space: nothing but the blocking domain is left for its members
 * to reach until the owner attaches its own (`__iommu_take_dma_ownership`, 6.12).
 */
export function takeGroup(
  draft: Draft<State>,
  taken: GroupId,
  owner: OwnerId,
  circumstances: Circumstances,
): Outcome {
  const group = draft.groups[taken]!;
  if (group.domain === 'blocking' || hasOccupiedSlot(group)) return refused('EBUSY');

  const errno = makeBlockingDomain(group, circumstances);
  if (errno !== undefined) return refused(errno);
  const driverErrno = circumstances.fails('set_group_domain');
  if (driverErrno !== undefined) return refused(driverErrno);

  group.domain = 'blocking';
  group.owner = owner;
  group.ownerCount = 1;
  return done;
}

/**
 * The group goes back to the kernel's drivers. A device that could still use a PASID would go on
 * doing so under the next owner, so then nothing is given back (`__iommu_release_dma_ownership`,
 * 6.12). What only drains does not hold the release up: it keeps the next claim away.
 */
export function giveBack(draft: Draft<State>, given: GroupId): Outcome {
  const group = draft.groups[given]!;
  const isUnowned = group.ownerCount === 0 || group.owner === NO_OWNER;
  if (isUnowned || hasAttachedSlot(group)) return warned;

  group.ownerCount = 0;
  group.owner = NO_OWNER;
  if (isStrandedBy(draft, group)) return warned;
  group.domain = group.hasDefaultDomain ? 'default' : 'none';
  return done;
}

/**
 * Whether the release of a group leaves it under its blocking domain, with a warning: 6.12 has
 * nowhere else to put it before its bus was probed (`__iommu_group_set_domain_internal`, 6.12).
 */
export function isStrandedBy({ topology }: State, { hasDefaultDomain }: Group): boolean {
  return topology.policy.actions === 'recorded' && !hasDefaultDomain;
}

/**
 * One claim through a device of the group fewer; the last one gives it back
 * (`iommu_device_release_dma_owner`, 6.12).
 */
export function giveBackClaim(draft: Draft<State>, given: GroupId): Outcome {
  const group = draft.groups[given]!;
  if (group.ownerCount <= 1) return giveBack(draft, given);
  group.ownerCount -= 1;
  return done;
}

/**
 * Whether a lawful owner may give the group back: no PASID is left attached, and there is a default
 * domain to go back to (without one the kernel warns and keeps the blocking domain, 6.12).
 */
export function canGoBack(group: Group): boolean {
  return group.hasDefaultDomain && !hasAttachedSlot(group);
}

/** Whether an owner is one that calls for itself, and neither nobody nor a user of VFIO. */
export function isClaimant({ owners }: Topology, owner: OwnerId): boolean {
  return owner !== NO_OWNER && owner <= owners;
}

/** The owner as which VFIO claims for a user (`OwnerId` in the contract). */
export function ownerFor({ owners }: Topology, user: UserId): OwnerId {
  return ownerId(owners + user);
}

/** Whether the group of the device has an owner in user space. */
export function isClaimed(state: State, device: DeviceId): boolean {
  const group = groupOf(state, device);
  return group !== null && state.groups[group]!.owner !== NO_OWNER;
}

/** Whether the count of a group counts drivers of the kernel. */
export function isUsedByKernel({ ownerCount, owner }: Group): boolean {
  return ownerCount > 0 && owner === NO_OWNER;
}

/**
 * The first claim makes the blocking domain, and the group keeps it; where the IOMMU driver knows no
 * such domain an empty one will do (`__iommu_group_alloc_blocking_domain`, 6.12).
 */
function makeBlockingDomain(group: Draft<Group>, circumstances: Circumstances): Errno | undefined {
  if (group.hasBlockingDomain) return undefined;
  if (circumstances.fails('domain_alloc_blocked') !== undefined) {
    const errno = circumstances.fails('domain_alloc_unmanaged');
    if (errno !== undefined) return errno;
  }
  group.hasBlockingDomain = true;
  return undefined;
}
