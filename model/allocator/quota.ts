import {
  type CgroupId,
  type Errno,
  NO_CGROUP,
  NO_USER,
  ROOT_CGROUP,
  UNLIMITED,
  type UserId,
  userId,
} from '#contract';
import type { Draft } from '#declaration';
import { ledger } from '../ledger/ledger.js';
import { pasidEnd } from '../state/members.js';
import { PASID_RESOURCE, type State } from '../state/state.js';

/** For whom a PASID is allocated, and which cgroup would pay. */
export interface Payer {
  readonly cgroup: CgroupId;
  readonly user: UserId;
  /** Who asks the allocator: a driver, be it for a process; a /dev/sva file; a VFIO file. */
  readonly door: 'driver' | 'dev-sva' | 'vfio';
}

/** A kernel driver serves the whole system: the root pays, which has no limit. */
export const KERNEL: Payer = { cgroup: ROOT_CGROUP, user: NO_USER, door: 'driver' };

/** A process pays for what is allocated for it, through whichever door. */
export const payerOf = (
  { cgroup, user }: Pick<Payer, 'cgroup' | 'user'>,
  door: Payer['door'],
): Payer => ({ cgroup, user, door });

/**
 * Whether one more PASID may be had: the authority of the policy counts it, or its errno says why
 * not. That is the question of the argument; what each authority looks at is its whole view.
 */
export function admit(draft: Draft<State>, payer: Payer): Errno | undefined {
  const { user, door } = payer;
  switch (draft.topology.policy.quota) {
    case 'cgroup':
      return charge(draft, payingCgroup(draft, payer)) ? undefined : 'EAGAIN';
    case 'iommu':
      return user === NO_USER || countFor(draft, user) < limitOf(draft) ? undefined : 'EAGAIN';
    case 'set':
      if (door !== 'vfio') return unreserved(draft) > 0 ? undefined : 'ENOSPC';
      return countThroughVfio(draft, user) < limitOf(draft) ? undefined : 'EAGAIN';
    case 'vfio':
      // Its series answered a spent quota and an empty pool alike.
      if (door !== 'vfio' || countThroughVfio(draft, user) < limitOf(draft)) return undefined;
      return 'ENOSPC';
    case 'none':
      return undefined;
  }
}

/** The cgroup that pays, or `NO_CGROUP`: the policy charges no cgroup, or not this payer. */
export function payingCgroup({ topology }: State, { cgroup, door }: Payer): CgroupId {
  const { charges } = topology.policy;
  const isExempt = charges === 'user-sets' && door === 'driver';
  return isExempt || !isCharging(topology) ? NO_CGROUP : cgroup;
}

/** Gives a charge back; where nobody paid there is none. */
export function uncharge(draft: Draft<State>, cgroup: CgroupId): void {
  if (cgroup !== NO_CGROUP) ledger.uncharge(draft.ledger, PASID_RESOURCE, cgroup, 1);
}

/** Whether the policy has PASIDs charged to cgroups. */
export function isCharging({ policy }: State['topology']): boolean {
  return policy.quota === 'cgroup';
}

/**
 * Whether a user may open VFIO: under a quota of sets that takes a reserve, which the first file of
 * the user opens and the last one gives up (`ioasid_set_alloc`, series).
 */
export function canReserve(state: State, user: UserId): boolean {
  if (state.topology.policy.quota !== 'set' || hasSet(state, user)) return true;
  return unreserved(state) >= unusedReserve(state, user);
}

/** How many PASIDs the user has, through whichever door, those let go included until they are free. */
function countFor({ pool }: State, user: UserId): number {
  let count = 0;
  for (const key in pool.allocatedFor) if (pool.allocatedFor[key] === user) count += 1;
  return count;
}

/** How many PASIDs VFIO has allocated for the user: all that it knows of. */
function countThroughVfio({ pool }: State, user: UserId): number {
  let count = 0;
  for (const key in pool.throughVfio) if (pool.allocatedFor[key] === user) count += 1;
  return count;
}

/** How many PASIDs are neither out nor reserved for a set: what all but sets share. */
function unreserved(state: State): number {
  const { topology, pool } = state;
  let left = pasidEnd(topology) - 1 - pool.allocatedCount;
  for (let user = 1; user <= topology.users; user++) {
    if (hasSet(state, user)) left -= unusedReserve(state, userId(user));
  }
  return left;
}

/** Whether the user has a VFIO file open, and so a set. */
function hasSet({ files }: State, user: number): boolean {
  for (const key in files) {
    if (files[key]!.kind === 'vfio' && files[key]!.user === user) return true;
  }
  return false;
}

function unusedReserve(state: State, user: UserId): number {
  return Math.max(0, (state.topology.userLimit ?? 0) - countThroughVfio(state, user));
}

function limitOf({ topology }: State): number {
  return topology.userLimit ?? UNLIMITED;
}

/** Takes one charge, where somebody pays; false: a limit refused it. */
function charge(draft: Draft<State>, cgroup: CgroupId): boolean {
  if (cgroup === NO_CGROUP) return true;
  return ledger.tryCharge(draft.ledger, PASID_RESOURCE, cgroup, 1).kind !== 'refused';
}
