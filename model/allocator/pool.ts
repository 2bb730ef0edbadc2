import {
  type CgroupId,
  type DeviceId,
  FIRST_GLOBAL_PASID,
  NO_USER,
  type Pasid,
  pasid,
  ROOT_CGROUP,
  type UserId,
} from '#contract';
import type { Draft } from '#declaration';
import type { Circumstances, StepOutcome } from '../input.js';
import { ledger } from '../ledger/ledger.js';
import { granted, illegal, refused } from '../outcome.js';
import { maxPasidsOf } from '../state/members.js';
import { PASID_RESOURCE, type State } from '../state/state.js';

/** For whom a PASID is allocated, and which cgroup pays. */
interface Payer {
  readonly cgroup: CgroupId;
  readonly user: UserId;
}

/** A kernel driver serves the whole system: the root pays, which has no limit. */
export const KERNEL: Payer = { cgroup: ROOT_CGROUP, user: NO_USER };

/**
 * One PASID leaves the pool for this device, charged to the payer (`iommu_alloc_global_pasid`,
 * 6.12). Who owns it is for the caller to note.
 */
export function allocatePasid(
  draft: Draft<State>,
  device: DeviceId,
  { cgroup, user }: Payer,
  circumstances: Circumstances,
): StepOutcome {
  if (maxPasidsOf(draft, device) === 0) return refused('ENOSPC');

  // The charge comes before the search. A quota refusal has an errno of its own, so that a caller
  // knows whether its own cgroup must free a PASID or anyone in the system may.
  if (!charge(draft, cgroup)) return refused('EAGAIN');

  const choice = circumstances.fails('ida_alloc_range')
    ? refused('ENOSPC')
    : choose(draft, device, circumstances.pasid);
  if (choice.kind !== 'granted') {
    uncharge(draft, cgroup);
    return choice;
  }

  draft.pool.chargedTo[choice.pasid] = isCharging(draft) ? cgroup : ROOT_CGROUP;
  draft.pool.allocatedFor[choice.pasid] = user;
  draft.pool.allocatedCount += 1;
  return choice;
}

/**
 * One PASID returns to the pool, and its charge to the cgroup that was charged, wherever its owner
 * is by now. False: it was not allocated, which is worth a warning (`ida_free`, 6.12).
 */
export function releasePasid(draft: Draft<State>, released: Pasid): boolean {
  const cgroup = draft.pool.chargedTo[released];
  if (cgroup === undefined) return false;
  delete draft.pool.chargedTo[released];
  delete draft.pool.allocatedFor[released];
  delete draft.pool.letGo[released];
  draft.pool.allocatedCount -= 1;
  uncharge(draft, cgroup);
  return true;
}

/** Whether the policy has PASIDs charged to cgroups; mainline charges them to nobody. */
export function isCharging({ topology }: State): boolean {
  return topology.policy.quota === 'cgroup';
}

/** Every PASID the allocator might choose for this device, in rising order. */
export function freePasids(state: State, device: DeviceId): Pasid[] {
  const maxPasids = maxPasidsOf(state, device);
  const free: Pasid[] = [];
  for (let candidate: number = FIRST_GLOBAL_PASID; candidate < maxPasids; candidate++) {
    if (state.pool.chargedTo[candidate] === undefined) free.push(pasid(candidate));
  }
  return free;
}

/** Takes one charge; false: a limit refused it. */
function charge(draft: Draft<State>, cgroup: CgroupId): boolean {
  if (!isCharging(draft)) return true;
  return ledger.tryCharge(draft.ledger, PASID_RESOURCE, cgroup, 1).kind !== 'refused';
}

function uncharge(draft: Draft<State>, cgroup: CgroupId): void {
  if (isCharging(draft)) ledger.uncharge(draft.ledger, PASID_RESOURCE, cgroup, 1);
}

/** The observed choice if it is lawful; the lowest free PASID if nothing was observed. */
function choose(state: State, device: DeviceId, observed: Pasid | undefined): StepOutcome {
  const maxPasids = maxPasidsOf(state, device);
  const isLawful =
    observed !== undefined &&
    observed >= FIRST_GLOBAL_PASID &&
    observed < maxPasids &&
    state.pool.chargedTo[observed] === undefined;
  if (isLawful) return granted(observed);

  const lowest = lowestFree(state, device);
  if (lowest === undefined) return refused('ENOSPC');
  if (observed === undefined) return granted(lowest);
  return illegal(`pasid ${observed} is not a free one of 1 .. ${maxPasids - 1}`);
}

function lowestFree(state: State, device: DeviceId): Pasid | undefined {
  const maxPasids = maxPasidsOf(state, device);
  const { chargedTo } = state.pool;
  for (let candidate: number = FIRST_GLOBAL_PASID; candidate < maxPasids; candidate++) {
    if (chargedTo[candidate] === undefined) return pasid(candidate);
  }
  return undefined;
}
