import {
  type DeviceId,
  type FaultPoint,
  type GroupId,
  type MmId,
  NO_HANDLE,
  NO_PASID,
} from '#contract';
import type { Draft } from '#declaration';
import { allocatePasid, freePasids, releasePasid } from '../allocator/pool.js';
import { payerOf } from '../allocator/quota.js';
import type { Circumstances, Input, StepOutcome } from '../input.js';
import { bound, granted, refused } from '../outcome.js';
import { liveMm } from '../processes/address-space.js';
import { userOf } from '../state/holders.js';
import { maxPasidsOf } from '../state/members.js';
import { groupOf, pasidOf, type State } from '../state/state.js';
import { type Bond, makeBond } from './bond.js';

/** The places where a bind can be made to fail, in the order in which it passes them. */
export const BIND_FAULTS = [
  'arch_pgtable_dma_compat',
  'kzalloc_iommu_mm_data',
  'ida_alloc_range',
  'kzalloc_iommu_sva',
  'domain_alloc_sva',
  'xa_insert',
  'set_dev_pasid',
] as const satisfies readonly FaultPoint[];

/**
 * A device may use an address space from here on, under the one PASID of that address space, which
 * is the same on all devices (`iommu_sva_bind_device`, 6.12).
 */
export function bind(
  draft: Draft<State>,
  device: DeviceId,
  mm: MmId,
  circumstances: Circumstances,
): StepOutcome {
  const group = groupOf(draft, device);
  if (group === null) return refused('ENODEV');
  if (draft.topology.policy.sva === 'off') return refused('EOPNOTSUPP');

  const old = pasidOf(draft, mm);
  const answer = findOrGivePasid(draft, device, mm, circumstances);
  if (answer.kind !== 'granted') return answer;
  const { pasid } = answer;
  const outcome = shareOrMakeBond(draft, group, { device, mm, pasid }, circumstances);

  const { failedBind } = draft.topology.policy;
  if (failedBind === 'frees-id' && outcome.kind !== 'bound' && old === NO_PASID) {
    liveMm(draft, mm).pasid = NO_PASID;
    releasePasid(draft, pasid);
  }
  return outcome;
}

/** The bond in the slot of the group, if it is one of this address space; a new one, if it is none. */
function shareOrMakeBond(
  draft: Draft<State>,
  group: GroupId,
  bond: Bond,
  circumstances: Circumstances,
): StepOutcome {
  const { mm, pasid } = bond;
  // A reserved or draining slot shows no handle here, so the bind goes on until it is refused it.
  const slot = draft.groups[group]!.slots[pasid];
  if (slot === undefined || slot.handle === NO_HANDLE) {
    return makeBond(draft, bond, circumstances);
  }

  // All devices of the group share the bond, as they share the slot.
  const handle = draft.svaHandles[slot.handle];
  if (handle?.mm !== mm) return refused('EBUSY');
  handle.users += 1;
  return bound(slot.handle, pasid);
}

/** The PASIDs that a bind may choose from: none if the address space has one. */
export function bindChoices(state: State, device: DeviceId, mm: MmId): readonly Input[] {
  if (pasidOf(state, mm) !== NO_PASID) return [];
  return freePasids(state, device).map((pasid) => ({ pasid, faults: [] }));
}

/**
 * The PASID of the address space; the first bind gives it one, for life (`iommu_alloc_mm_data`,
 * 6.12).
 */
function findOrGivePasid(
  draft: Draft<State>,
  device: DeviceId,
  mm: MmId,
  circumstances: Circumstances,
): StepOutcome {
  if (circumstances.fails('arch_pgtable_dma_compat')) return refused('EBUSY');

  const space = liveMm(draft, mm);
  if (space.pasid !== NO_PASID) {
    // A device that cannot express the PASID is refused: a second one would break the first.
    const isInRange = space.pasid < maxPasidsOf(draft, device);
    return isInRange ? granted(space.pasid) : refused('EOVERFLOW');
  }

  if (circumstances.fails('kzalloc_iommu_mm_data')) return refused('ENOMEM');
  const answer = allocatePasid(draft, device, payerOf(userOf(draft, mm)!, 'driver'), circumstances);
  if (answer.kind === 'granted') space.pasid = answer.pasid;
  return answer;
}
