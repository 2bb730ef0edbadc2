import {
  type DeviceId,
  deviceId,
  type Errno,
  FAULT_POINTS,
  type Fault,
  type FaultPoint,
} from '#contract';
import { type Action, actionByKind, apply, copyState, type Input, type State } from '#model';

/**
 * Every input that a search has to try, found the slow way: each fault that the action declares is
 * tried, and kept if the step runs into it. What the machine lists is confirmed against it.
 */
export function* inputsByTrial(state: State, action: Action): Generator<Input> {
  const plain: Input = { faults: [] };
  yield plain;

  const declared = actionByKind[action.kind];
  if ('choices' in declared && takesPasid(state, action)) {
    // The lowest choice is what the plain input takes.
    yield* declared.choices!(state, action as never).slice(1);
  }

  const candidates = [...faultsOf(state, action)];
  for (const first of candidates) {
    const single: Input = { faults: [first] };
    const { kind } = apply(copyState(state), action, single);
    if (kind === 'illegal') continue;
    yield single;
    if (kind === 'refused') continue;

    for (const second of candidates) {
      const pair: Input = { faults: [first, second] };
      if (apply(copyState(state), action, pair).kind !== 'illegal') yield pair;
    }
  }
}

/** Whether the step takes a PASID from the pool, be it that a bind is refused after it. */
function takesPasid(state: State, action: Action): boolean {
  const after = copyState(state);
  apply(after, action, { faults: [] });
  return after.pool.allocatedCount > state.pool.allocatedCount;
}

/** Each place where the action may fail, for each member where the members are told. */
function* faultsOf(state: State, action: Action): Generator<Fault> {
  const faults: readonly string[] = actionByKind[action.kind].faults;
  for (const at of FAULT_POINTS) {
    if (!faults.includes(at)) continue;
    const errno = errnoAt[at];
    if (at !== 'set_dev_pasid') yield { at, errno };
    else for (const device of membersTold(state, action)) yield { at, errno, device };
  }
}

function membersTold(state: State, action: Action): readonly DeviceId[] {
  const device = deviceOf(state, action);
  const { devices } = state.topology;
  const group = device === undefined ? null : devices[device]!.group;
  return devices
    .map((_, index) => deviceId(index))
    .filter((each) => group !== null && devices[each]!.group === group);
}

/** The device that an action is about, named by it or through what it names. */
function deviceOf({ files, mdevs }: State, action: Action): DeviceId | undefined {
  if ('device' in action) return action.device;
  if ('file' in action) {
    const file = files[action.file];
    return file?.kind === 'vfio' ? file.device : undefined;
  }
  const mdev = 'mdev' in action ? mdevs[action.mdev] : undefined;
  return mdev?.phase === 'created' ? mdev.device : undefined;
}

/** What the failing part answers in a search; a real IOMMU driver may answer otherwise. */
const errnoAt: Readonly<Record<FaultPoint, Errno>> = {
  allocate_mm: 'ENOMEM',
  arch_pgtable_dma_compat: 'EBUSY',
  kzalloc_iommu_mm_data: 'ENOMEM',
  ida_alloc_range: 'ENOMEM',
  kzalloc_iommu_sva: 'ENOMEM',
  xa_insert: 'ENOMEM',
  set_dev_pasid: 'EIO',
  domain_alloc_sva: 'ENOMEM',
  domain_alloc_blocked: 'ENOMEM',
  domain_alloc_unmanaged: 'ENOMEM',
  set_group_domain: 'EIO',
  alloc_empty_file: 'ENOMEM',
  iopf_group_alloc: 'ENOMEM',
  kzalloc_mdev: 'ENOMEM',
  kzalloc_guest_pasid: 'ENOMEM',
};
