import { type CgroupId, type DeviceId, FIRST_GLOBAL_PASID, type Pasid, pasid } from '#contract';
import type { Draft } from '#declaration';
import type { Circumstances, StepOutcome } from './input.js';
import { ledger } from './ledger/ledger.js';
import { granted, illegal, refused } from './outcome.js';
import { PASID_RESOURCE, type State } from './state.js';

/**
 * One PASID leaves the pool for this device, charged to the cgroup (`iommu_alloc_global_pasid`,
 * 6.12). Who owns it is for the caller to note.
 */
export function allocatePasid(
  draft: Draft<State>,
  device: DeviceId,
  cgroup: CgroupId,
  circumstances: Circumstances,
): StepOutcome {
  // The charge comes before the search. A quota refusal has an errno of its own, so that a caller
  // knows whether its own cgroup must free a PASID or anyone in the system may.
  const charge = ledger.tryCharge(draft.ledger, PASID_RESOURCE, cgroup, 1);
  if (charge.kind === 'refused') return refused('EAGAIN');

  const choice = circumstances.fails('ida_alloc_range')
    ? refused('ENOSPC')
    : choose(draft, device, circumstances.pasid);
  if (choice.kind !== 'granted') {
    ledger.uncharge(draft.ledger, PASID_RESOURCE, cgroup, 1);
    return choice;
  }

  draft.pool.chargedTo[choice.pasid] = cgroup;
  draft.pool.allocatedCount += 1;
  return choice;
}

/**
 * One PASID returns to the pool, and its charge to the cgroup that was charged, wherever its owner
 * is by now.
 */
export function releasePasid(draft: Draft<State>, released: Pasid): void {
  const cgroup = draft.pool.chargedTo[released]!;
  delete draft.pool.chargedTo[released];
  draft.pool.allocatedCount -= 1;
  ledger.uncharge(draft.ledger, PASID_RESOURCE, cgroup, 1);
}

/** Every PASID the allocator might choose for this device, in rising order. */
export function freePasids(state: State, device: DeviceId): Pasid[] {
  const { maxPasids } = state.topology.devices[device]!;
  const free: Pasid[] = [];
  for (let candidate: number = FIRST_GLOBAL_PASID; candidate < maxPasids; candidate++) {
    if (state.pool.chargedTo[candidate] === undefined) free.push(pasid(candidate));
  }
  return free;
}

/** Whether no PASID that this device can express is free. */
export function isExhausted(state: State, device: DeviceId): boolean {
  return lowestFree(state, device) === undefined;
}

/** The observed choice if it is lawful; the lowest free PASID if nothing was observed. */
function choose(state: State, device: DeviceId, observed: Pasid | undefined): StepOutcome {
  const { maxPasids } = state.topology.devices[device]!;
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

function lowestFree({ pool, topology }: State, device: DeviceId): Pasid | undefined {
  const { maxPasids } = topology.devices[device]!;
  const { chargedTo } = pool;
  for (let candidate: number = FIRST_GLOBAL_PASID; candidate < maxPasids; candidate++) {
    if (chargedTo[candidate] === undefined) return pasid(candidate);
  }
  return undefined;
}
