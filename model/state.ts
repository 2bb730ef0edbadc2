import {
  type CgroupId,
  type MmId,
  NO_PASID,
  type Pasid,
  resourceId,
  type Topology,
  UNLIMITED,
} from '#contract';
import { type ChargeRow, emptyLedger, type Ledger } from './ledger/state.js';

/**
 * Everything that is true of the machine at one moment. What one fact would imply is still kept by
 * each part that a kernel keeps it in: owners' records, pool, slots, hardware and charges are
 * separate here, so that an invariant relating two of them can fail.
 */
export interface State {
  /** What never changes; every state of one trace shares it. */
  readonly topology: Topology;
  /** Index: ProcessId. */
  readonly processes: readonly Process[];
  /** Index: MmId. */
  readonly mms: readonly Mm[];
  /** Index: DeviceId. The own record of the kernel driver bound to the device. */
  readonly drivers: readonly Driver[];
  readonly pool: Pool;
  /**
   * Index: DeviceId, which is alone in its group; key: PASID (`pasid_array` of the group, 6.12).
   */
  readonly slots: readonly Readonly<Record<number, Slot>>[];
  /** Index: DeviceId; key: PASID. What the driver's callbacks were last told. */
  readonly hardware: readonly Readonly<Record<number, MmId>>[];
  /** Charges of the one resource `pasid`. */
  readonly ledger: Ledger;
}

/** A process: it runs in one cgroup and uses one address space, or its number is unused. */
export type Process =
  | { readonly phase: 'absent' }
  | { readonly phase: 'running'; readonly cgroup: CgroupId; readonly mm: MmId };

/** A process address space; a bond keeps it live after its process has left. */
export type Mm =
  | { readonly phase: 'absent' }
  | {
      readonly phase: 'live';
      /** Processes that use it (`mm_users`, 6.12). */
      readonly users: number;
      /** One for all users together, one for each bond (`mm_count`, 6.12). */
      readonly references: number;
      /** Its PASID from the first bind until it is dropped; before that `NO_PASID`. */
      readonly pasid: Pasid;
    };

/** What a kernel driver noted of the PASIDs it allocated for itself, in rising order. */
export interface Driver {
  readonly pasids: readonly Pasid[];
}

/** The global pool: it knows which PASIDs are out and who is charged, but not who owns them. */
export interface Pool {
  readonly allocatedCount: number;
  /** Key: each allocated PASID. */
  readonly chargedTo: Readonly<Record<number, CgroupId>>;
}

/** One bond as its group sees it: whose page table the PASID names, and binds minus unbinds. */
export interface Slot {
  readonly mm: MmId;
  readonly users: number;
}

/** The ledger's row set that PASIDs are charged to. */
export const PASID_RESOURCE = resourceId(0);

/** A machine just booted: nothing runs, every PASID is free and no cgroup has a limit. */
export function initialState(topology: Topology): State {
  const { resources, cgroups } = emptyLedger({ resources: ['pasid'], cgroups: topology.cgroups });
  return {
    topology,
    processes: Array.from({ length: topology.processes }, () => ({ phase: 'absent' })),
    mms: Array.from({ length: topology.mms }, () => ({ phase: 'absent' })),
    drivers: topology.devices.map(() => ({ pasids: [] })),
    pool: { allocatedCount: 0, chargedTo: {} },
    slots: topology.devices.map(() => ({})),
    hardware: topology.devices.map(() => ({})),
    // The pool alone says that ids have run out, so the resource has no capacity of its own.
    ledger: { cgroups, resources: resources.map((row) => ({ ...row, capacity: UNLIMITED })) },
  };
}

/**
 * The bond (device, address space), which lies at the address space's own PASID, if there is one.
 */
export function bondOf(state: State, device: number, mm: number): Slot | undefined {
  const slot = state.slots[device]![pasidOf(state, mm)];
  return slot?.mm === mm ? slot : undefined;
}

/** The PASID in the record of an address space, or `NO_PASID`, also where it is not live. */
export function pasidOf(state: State, mm: number): Pasid {
  const space = state.mms[mm];
  return space?.phase === 'live' ? space.pasid : NO_PASID;
}

/** The cgroup of the process that uses an address space: the one a bind for it is charged to. */
export function cgroupOfUser(state: State, mm: number): CgroupId | undefined {
  for (const process of state.processes) {
    if (process.phase === 'running' && process.mm === mm) return process.cgroup;
  }
  return undefined;
}

/** What each cgroup knows of PASIDs; index: CgroupId. */
export function pasidRows({ ledger }: State): readonly ChargeRow[] {
  return ledger.resources[PASID_RESOURCE]?.rows ?? [];
}

/** One more than the greatest PASID that any device of the topology can express. */
export function pasidEnd({ devices }: Topology): number {
  let end = 1;
  for (const { maxPasids } of devices) end = Math.max(end, maxPasids);
  return end;
}
