import { type DeviceId, type MmId, NO_PASID, type Pasid } from '#contract';
import type { Draft } from '#declaration';
import { liveMm } from '../address-space.js';
import type { Circumstances, StepOutcome } from '../input.js';
import { granted, refused } from '../outcome.js';
import { allocatePasid, freePasids } from '../pool.js';
import { cgroupOfUser, pasidOf, type State } from '../state.js';
import { defineAction } from '../vocabulary.js';

/**
 * A device may use an address space from here on, under the one PASID that it has on all devices.
 */
export const svaBind = defineAction({
  kind: 'sva-bind',
  summary: 'Bind an address space to a device, or take one more reference to their bond.',
  kernel: 'iommu_sva_bind_device (6.12)',
  params: { device: 'device', mm: 'mm' },
  faults: [
    'arch_pgtable_dma_compat',
    'kzalloc_iommu_mm_data',
    'ida_alloc_range',
    'kzalloc_iommu_sva',
    'xa_insert',
    'set_dev_pasid',
  ],

  // The caller holds mm_users; running out of anything is an outcome and no broken contract.
  precondition: (state, { mm }) => cgroupOfUser(state, mm) !== undefined,

  step(draft, { device, mm }, circumstances) {
    const answer = findOrGivePasid(draft, device, mm, circumstances);
    if (answer.kind !== 'granted') return answer;
    return bond(draft, device, mm, answer.pasid, circumstances);
  },

  choices: (state, { device, mm }) =>
    pasidOf(state, mm) === NO_PASID
      ? freePasids(state, device).map((pasid) => ({ pasid, faults: [] }))
      : [],
});

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
    const isInRange = space.pasid < draft.topology.devices[device]!.maxPasids;
    return isInRange ? granted(space.pasid) : refused('EOVERFLOW');
  }

  if (circumstances.fails('kzalloc_iommu_mm_data')) return refused('ENOMEM');
  const answer = allocatePasid(draft, device, cgroupOfUser(draft, mm)!, circumstances);
  if (answer.kind === 'granted') space.pasid = answer.pasid;
  return answer;
}

/**
 * The bond has one user more. A refusal in here takes nothing from the address space: it keeps its
 * PASID.
 */
function bond(
  draft: Draft<State>,
  device: DeviceId,
  mm: MmId,
  pasid: Pasid,
  circumstances: Circumstances,
): StepOutcome {
  const slot = draft.slots[device]![pasid];
  if (slot !== undefined) {
    slot.users += 1;
    return granted(pasid);
  }

  if (circumstances.fails('kzalloc_iommu_sva')) return refused('ENOMEM');
  if (circumstances.fails('xa_insert')) return refused('ENOMEM');
  const driverErrno = circumstances.fails('set_dev_pasid');
  if (driverErrno !== undefined) return refused(driverErrno);

  draft.slots[device]![pasid] = { mm, users: 1 };
  draft.hardware[device]![pasid] = mm;
  liveMm(draft, mm).references += 1;
  return granted(pasid);
}
