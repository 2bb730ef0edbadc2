import {
  type CgroupId,
  type DeviceId,
  type DomainId,
  type FileId,
  type GroupId,
  type HandleId,
  type MdevId,
  type MmId,
  NO_OWNER,
  NO_PASID,
  type OwnerId,
  type Pasid,
  resourceId,
  type Topology,
  UNLIMITED,
  type UserId,
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
  /** Index: DeviceId. */
  readonly devices: readonly Device[];
  /** Index: DeviceId. The own record of the kernel driver of the device. */
  readonly drivers: readonly Driver[];
  readonly pool: Pool;
  /** Index: GroupId. */
  readonly groups: readonly Group[];
  /** Key: DomainId. The domains that binds made and that are not freed. */
  readonly svaDomains: Readonly<Record<number, SvaDomain>>;
  /** Key: HandleId. The live handles that binds made. */
  readonly svaHandles: Readonly<Record<number, SvaHandle>>;
  /** Key: FileId. The open files. */
  readonly files: Readonly<Record<number, OpenFile>>;
  /** Index: MdevId. */
  readonly mdevs: readonly Mdev[];
  /**
   * Index: DeviceId; key: PASID. How many page requests the IOMMU layer has not answered yet; no
   * entry is 0.
   */
  readonly requests: readonly Readonly<Record<number, number>>[];
  /**
   * Index: DeviceId; key: PASID. How many answers the device itself still waits for; no entry is 0.
   * It counts what it sent and what it was told, so a lost or a second answer shows here.
   */
  readonly outstanding: readonly Readonly<Record<number, number>>[];
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
  | {
      readonly phase: 'running';
      readonly cgroup: CgroupId;
      readonly mm: MmId;
      readonly user: UserId;
      /** The sandbox of the topology that says which device nodes it may open. */
      readonly sandbox: number;
      /** The files it holds, in rising order. */
      readonly files: readonly FileId[];
    }
  /** It has exited, and its files are not all closed yet. */
  | { readonly phase: 'exited'; readonly files: readonly FileId[] };

/** Whether a device is there. An unplugged one is in no group and cannot tag its DMA. */
export interface Device {
  readonly isPlugged: boolean;
}

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

/** What is known of the kernel driver of a device. */
export interface Driver {
  /** Whether one is bound; under actions: recorded nobody notes that. */
  readonly isBound: boolean;
  /** The PASIDs it allocated for itself, in rising order. */
  readonly pasids: readonly Pasid[];
  /** The one it does DMA of the kernel's own with, or `NO_PASID`. */
  readonly systemPasid: Pasid;
}

/** The global pool: it knows which PASIDs are out and who is charged, but not who owns them. */
export interface Pool {
  readonly allocatedCount: number;
  /** Key: each allocated PASID. `NO_CGROUP`: nobody pays for it. */
  readonly chargedTo: Readonly<Record<number, CgroupId>>;
  /** Key: each allocated PASID. For whom it was allocated; nobody for kernel drivers. */
  readonly allocatedFor: Readonly<Record<number, UserId>>;
  /** Key: each allocated PASID that its owner let go: only occupied slots keep it. */
  readonly letGo: Readonly<Record<number, true>>;
  /** Key: each allocated PASID that VFIO allocated: what designs count that look at VFIO alone. */
  readonly throughVfio: Readonly<Record<number, true>>;
  /** Those let go that nothing keeps but time, the first to return first (`reuse`). */
  readonly quarantine: readonly Pasid[];
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

/** An occupied slot: attached, with a handle or reserved without one, or draining. */
export interface Slot {
  readonly phase: 'attached' | 'draining';
  /** `NO_HANDLE`: reserved, or draining. */
  readonly handle: HandleId;
  /** `NO_DOMAIN`: draining. */
  readonly domain: DomainId;
}

/** What an open file is about. It belongs to whoever holds it; its user is that of its opener. */
export type OpenFile = FileSubject & {
  readonly user: UserId;
  /** Processes that hold it (`f_count`). */
  readonly references: number;
};

/** What a file is about, by its kind. */
export type FileSubject =
  | {
      readonly kind: 'dev-sva';
      /** The PASIDs it holds, in rising order. */
      readonly pasids: readonly Pasid[];
    }
  | {
      readonly kind: 'work-queue';
      readonly device: DeviceId;
      /** The address space of the opener. */
      readonly mm: MmId;
      /** The bond; `NO_HANDLE` after a removal of the device took it. */
      readonly handle: HandleId;
    }
  | {
      readonly kind: 'vfio';
      readonly device: DeviceId;
      /** The PASIDs it attached, in rising order. */
      readonly pasids: readonly Pasid[];
      /** The PASIDs it allocated, in rising order: none, unless VFIO allocates (`quota`). */
      readonly allocated: readonly Pasid[];
      /** Key: the guest's PASID. */
      readonly guestMap: Readonly<Record<number, Pasid>>;
    }
  | { readonly kind: 'mdev'; readonly mdev: MdevId };

/** A part of a device that stays with its kernel driver; it has a PASID while it is open. */
export type Mdev =
  | { readonly phase: 'absent' }
  | {
      readonly phase: 'created';
      /** Its parent. */
      readonly device: DeviceId;
      /** The file through which it is open, or `NO_FILE`. */
      readonly file: FileId;
      /** Its PASID while it is open, else `NO_PASID`. */
      readonly pasid: Pasid;
    };

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
    devices: topology.devices.map(() => ({ isPlugged: true })),
    drivers: topology.devices.map(() => ({ isBound: false, pasids: [], systemPasid: NO_PASID })),
    pool: {
      allocatedCount: 0,
      chargedTo: {},
      allocatedFor: {},
      letGo: {},
      throughVfio: {},
      quarantine: [],
    },
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
    files: {},
    mdevs: Array.from({ length: topology.mdevs }, () => ({ phase: 'absent' })),
    requests: topology.devices.map(() => ({})),
    outstanding: topology.devices.map(() => ({})),
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

/** The group of a device, or null for a device in none; an unplugged one is in none. */
export function groupOf({ topology, devices }: State, device: number): GroupId | null {
  return devices[device]?.isPlugged === true ? topology.devices[device]!.group : null;
}

/** Whether any slot of the group is occupied, be it only reserved, or by a drain. */
export function hasOccupiedSlot({ slots }: Group): boolean {
  for (const _ in slots) return true;
  return false;
}

/** Whether any slot of the group is attached; one that drains is not any more. */
export function hasAttachedSlot({ slots }: Group): boolean {
  for (const key in slots) if (slots[key]!.phase === 'attached') return true;
  return false;
}

/** Whether a domain is one that binds make: the numbers after the callers' own. */
export function isSvaDomain({ topology }: State, domain: number): boolean {
  const { domains, svaHandles } = topology;
  return domain > domains.length && domain <= domains.length + svaHandles;
}

/** What each cgroup knows of PASIDs; index: CgroupId. */
export function pasidRows({ ledger }: State): readonly ChargeRow[] {
  return ledger.resources[PASID_RESOURCE]?.rows ?? [];
}
