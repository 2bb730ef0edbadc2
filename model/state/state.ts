import {
  type CgroupId,
  type DeviceId,
  type DomainId,
  type GroupId,
  type HandleId,
  type MmId,
  NO_OWNER,
  NO_PASID,
  type OwnerId,
  type Pasid,
  resourceId,
  type Topology,
  UNLIMITED,
} from '#contract';
import { type ChargeRow, emptyLedger, type Ledger } from '../ledger/state.js';

/**
 * Everything that is true of the machine at one moment. What one fact would imply is still kept by
 * each part that a kernel keeps it in: owners' records, pool, slots, domains, handles, hardware and
 * charges are separate here, so that an invariant relating two of them can fail.
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
  /** Index: GroupId. */
  readonly groups: readonly Group[];
  /** Key: DomainId. The domains that binds made and that are not freed. */
  readonly svaDomains: Readonly<Record<number, SvaDomain>>;
  /** Key: HandleId. The live handles that binds made. */
  readonly svaHandles: Readonly<Record<number, SvaHandle>>;
  /**
   * Index: DeviceId; key: PASID. The domain that set_dev_pasid and remove_dev_pasid last said, which
   * is not the live table entry: at process exit the IOMMU driver disables that one by itself.
   */
  readonly hardware: readonly Readonly<Record<number, DomainId>>[];
  /** Charges of the one resource `pasid`. */
  readonly ledger: Ledger;
}

/** A process: it runs in one cgroup and uses one address space, or its number is unused. */
export type Process =
  | { readonly phase: 'absent' }
  | { readonly phase: 'running'; readonly cgroup: CgroupId; readonly mm: MmId };

/** A process address space; an SVA domain keeps it live after its process has left. */
export type Mm =
  | { readonly phase: 'absent' }
  | {
      readonly phase: 'live';
      /** Processes that use it (`mm_users`, 6.12). */
      readonly users: number;
      /** One for all users together, one for each SVA domain (`mm_count`, 6.12). */
      readonly references: number;
      /** Its PASID from the first bind until it is dropped; before that `NO_PASID`. */
      readonly pasid: Pasid;
      /** Its SVA domains, the newest first (`sva_domains`, 6.12). */
      readonly domains: readonly DomainId[];
    };

/** What a kernel driver noted of the PASIDs it allocated for itself, in rising order. */
export interface Driver {
  readonly pasids: readonly Pasid[];
}

/** The global pool: it knows which PASIDs are out and who is charged, but not who owns them. */
export interface Pool {
  readonly allocatedCount: number;
  /** Key: each allocated PASID. Where nothing is charged, the root stands for nobody. */
  readonly chargedTo: Readonly<Record<number, CgroupId>>;
}

/** Devices that are attached and owned together (`struct iommu_group`, 6.12). */
export interface Group {
  /** Kernel drivers that use it, or claims of its owner. */
  readonly ownerCount: number;
  /** Who claimed it for user space. */
  readonly owner: OwnerId;
  readonly hasDefaultDomain: boolean;
  /** Whether a blocking domain was made; it stays with the group. */
  readonly hasBlockingDomain: boolean;
  /** What its members reach outside PASIDs (`group->domain`). */
  readonly domain: 'none' | 'default' | 'blocking';
  /** Key: PASID (`pasid_array`, 6.12). */
  readonly slots: Readonly<Record<number, Slot>>;
}

/** An occupied slot; one reserved without a handle knows neither handle nor domain. */
export interface Slot {
  readonly handle: HandleId;
  readonly domain: DomainId;
}

/** A domain that leads to the page table of an address space, and keeps that address space. */
export interface SvaDomain {
  readonly mm: MmId;
  readonly iommuDriver: number;
  /** Handles that use it (`domain->users`). */
  readonly users: number;
}

/** A bond between a group and an address space (`struct iommu_sva`, 6.12). */
export interface SvaHandle {
  /** The device of the first bind; through it the last unbind detaches. */
  readonly device: DeviceId;
  readonly mm: MmId;
  readonly domain: DomainId;
  /** Binds minus unbinds (`handle->users`). */
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
    groups: topology.groups.map(({ defaultDomain }) => ({
      ownerCount: 0,
      owner: NO_OWNER,
      hasDefaultDomain: defaultDomain,
      hasBlockingDomain: false,
      domain: defaultDomain ? 'default' : 'none',
      slots: {},
    })),
    svaDomains: {},
    svaHandles: {},
    hardware: topology.devices.map(() => ({})),
    // The pool alone says that ids have run out, so the resource has no capacity of its own.
    ledger: { cgroups, resources: resources.map((row) => ({ ...row, capacity: UNLIMITED })) },
  };
}

/** The PASID in the record of an address space, or `NO_PASID`, also where it is not live. */
export function pasidOf({ mms }: State, mm: number): Pasid {
  const space = mms[mm];
  return space?.phase === 'live' ? space.pasid : NO_PASID;
}

/** The cgroup of the process that uses an address space: the one a bind for it is charged to. */
export function cgroupOfUser({ processes }: State, mm: number): CgroupId | undefined {
  for (const process of processes) {
    if (process.phase === 'running' && process.mm === mm) return process.cgroup;
  }
  return undefined;
}

/** The group of a device, or null for a device in none. */
export function groupOf({ topology }: State, device: number): GroupId | null {
  return topology.devices[device]?.group ?? null;
}

/** Whether any slot of the group is occupied, be it only reserved. */
export function hasOccupiedSlot({ slots }: Group): boolean {
  for (const _ in slots) return true;
  return false;
}

/** Whether a domain was made by a bind; all others are the callers' own, of type unmanaged. */
export function isSvaDomain({ topology }: State, domain: number): boolean {
  return domain > topology.domains.length;
}

/** What each cgroup knows of PASIDs; index: CgroupId. */
export function pasidRows({ ledger }: State): readonly ChargeRow[] {
  return ledger.resources[PASID_RESOURCE]?.rows ?? [];
}
