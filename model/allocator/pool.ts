import { type DeviceId, FIRST_GLOBAL_PASID, type Pasid, pasid } from '#contract';
import type { Draft } from '#declaration';
import type { Circumstances, StepOutcome } from '../input.js';
import { granted, illegal, refused } from '../outcome.js';
import { maxPasidsOf } from '../state/members.js';
import type { State } from '../state/state.js';
import { admit, type Payer, payingCgroup, uncharge } from './quota.js';

/**
 * One PASID leaves the pool for this device, charged to the payer (`iommu_alloc_global_pasid`,
 * 6.12). Who owns it is for the caller to note.
 */
export function allocatePasid(
  draft: Draft<State>,
  device: DeviceId,
  payer: Payer,
  circumstances: Circumstances,
): StepOutcome {
  if (maxPasidsOf(draft, device) === 0) return refused('ENOSPC');

  // The charge comes before the search. A quota refusal has an errno of its own, so that a caller
  // knows whether its own cgroup must free a PASID or anyone in the system may.
  const errno = admit(draft, payer);
  if (errno !== undefined) return refused(errno);

  const cgroup = payingCgroup(draft, payer);
  const choice = circumstances.fails('ida_alloc_range')
    ? refused('ENOSPC')
    : choose(draft, device, circumstances.pasid);
  if (choice.kind !== 'granted') {
    uncharge(draft, cgroup);
    return choice;
  }

  const { pool } = draft;
  pool.chargedTo[choice.pasid] = cgroup;
  pool.allocatedFor[choice.pasid] = payer.user;
  if (payer.door === 'vfio') pool.throughVfio[choice.pasid] = true;
  pool.allocatedCount += 1;
  return choice;
}

/**
 * One PASID returns to the pool, and its charge to the cgroup that was charged, wherever its owner
 * is by now. False: it was not allocated, which is worth a warning (`ida_free`, 6.12).
 */
export function releasePasid(draft: Draft<State>, released: Pasid): boolean {
  const { pool } = draft;
  const cgroup = pool.chargedTo[released];
  if (cgroup === undefined) return false;
  delete pool.chargedTo[released];
  delete pool.allocatedFor[released];
  delete pool.letGo[released];
  delete pool.throughVfio[released];
  pool.allocatedCount -= 1;
  uncharge(draft, cgroup);
  return true;
}

/** Every PASID the allocator might choose for this device, in rising order. */
export function freePasids(state: State, device: DeviceId): Pasid[] {
  const maxPasids = maxPasidsOf(state, device);
  const free: Pasid[] = [];
  for (let candidate: number = FIRST_GLOBAL_PASID; candidate < maxPasids; candidate++) {
    if (state.pool.chargedTo[candidate] === undefined) free.push(pasid(candidate));
  }
  return mayChoose(state) ? free : free.slice(0, 1);
}

/** The observed choice if it is lawful; the lowest free PASID if nothing was observed. */
function choose(state: State, device: DeviceId, observed: Pasid | undefined): StepOutcome {
  const maxPasids = maxPasidsOf(state, device);
  const isLawful =
    mayChoose(state) &&
    observed !== undefined &&
    observed >= FIRST_GLOBAL_PASID &&
    observed < maxPasids &&
    state.pool.chargedTo[observed] === undefined;
  if (isLawful) return granted(observed);

  const lowest = lowestFree(state, device);
  if (lowest === undefined) return refused('ENOSPC');
  if (observed === undefined || observed === lowest) return granted(lowest);
  const which = mayChoose(state) ? `a free one of 1 .. ${maxPasids - 1}` : 'the lowest free one';
  return illegal(`pasid ${observed} is not ${which}`);
}

/** Whether the number is the choice of the allocator, and not told by which ids are out. */
function mayChoose({ topology }: State): boolean {
  return topology.policy.idChoice === 'any';
}

function lowestFree(state: State, device: DeviceId): Pasid | undefined {
  const maxPasids = maxPasidsOf(state, device);
  const { chargedTo } = state.pool;
  for (let candidate: number = FIRST_GLOBAL_PASID; candidate < maxPasids; candidate++) {
    if (chargedTo[candidate] === undefined) return pasid(candidate);
  }
  return undefined;
}
