import type {
  CgroupId,
  DeviceId,
  DomainId,
  FileId,
  GroupId,
  GuestPasid,
  HandleId,
  MdevId,
  MmId,
  OwnerId,
  Pasid,
  ProcessId,
  UserId,
} from './ids.js';

/** What one cgroup's row of the ledger holds for one resource, as in the `misc.*` files. */
export interface ChargeView {
  /** The limit; `UNLIMITED` prints as `max`. */
  readonly max: number;
  /** Charges in the subtree now. Below 0 only after a caller uncharged too much. */
  readonly current: number;
  /** The greatest `current` ever accepted at this level, a later roll-back notwithstanding. */
  readonly peak: number;
  /** Refusals by a limit in this subtree (own ones included). Stays 0 on the root. */
  readonly events: number;
  /** Refusals by this cgroup's own limit, or by the capacity found here. */
  readonly eventsLocal: number;
}

/** What a PASID subsystem knows, record by record, each kept by the part that would be asked. */
export interface SystemView {
  /** The running processes. */
  readonly processes: readonly {
    readonly process: ProcessId;
    readonly cgroup: CgroupId;
    readonly mm: MmId;
    readonly user: UserId;
    /** The sandbox of the topology in which it runs. */
    readonly sandbox: number;
    /** The files it holds, in rising order. */
    readonly files: readonly FileId[];
  }[];
  /** The processes that have exited and still hold files; those in rising order. */
  readonly exitedProcesses: readonly {
    readonly process: ProcessId;
    readonly files: readonly FileId[];
  }[];
  /** Every address space that is not dropped. */
  readonly mms: readonly {
    readonly mm: MmId;
    /** Processes that use it (`mm_users`): 1, or 0 once its process left and only bonds hold it. */
    readonly users: number;
    /** References that keep it (`mm_count`): 1 for all users together, 1 for each SVA domain. */
    readonly references: number;
    /** Its SVA domains, the newest first: the order in which a bind tries them. */
    readonly domains: readonly DomainId[];
    /** Its id, or `NO_PASID` before the first bind. */
    readonly pasid: Pasid;
  }[];
  /** Every device of the topology. */
  readonly devices: readonly {
    readonly device: DeviceId;
    readonly isPlugged: boolean;
    /** Whether a kernel driver is bound to it; under actions: recorded nobody notes that. */
    readonly hasKernelDriver: boolean;
    /** The system PASID of that driver, or `NO_PASID`. */
    readonly systemPasid: Pasid;
  }[];
  /** The ids that kernel drivers allocated for themselves, by the drivers' own records. */
  readonly driverPasids: readonly { readonly device: DeviceId; readonly pasid: Pasid }[];
  /** The global pool: what it counts, and what it knows of each allocated id. */
  readonly pool: {
    readonly allocatedCount: number;
    readonly allocated: readonly {
      readonly pasid: Pasid;
      /** Means something only where ids are charged to cgroups. */
      readonly chargedTo: CgroupId;
      /** For whom it was allocated; `NO_USER` for kernel drivers. */
      readonly user: UserId;
      /** Whether its owner let it go and only occupied slots keep it. */
      readonly isLetGo: boolean;
    }[];
  };
  /** Every IOMMU group of the topology. */
  readonly groups: readonly {
    readonly group: GroupId;
    readonly ownerCount: number;
    /** Who claimed it for user space; `NO_OWNER` while kernel drivers or nobody use it. */
    readonly owner: OwnerId;
    /** Whether it has its default domain by now. */
    readonly hasDefaultDomain: boolean;
    /** Whether a blocking domain was made for it; the group keeps that. */
    readonly hasBlockingDomain: boolean;
    /** The domain of its members outside PASIDs. */
    readonly domain: 'none' | 'default' | 'blocking';
    /** The occupied slots. */
    readonly slots: readonly {
      readonly pasid: Pasid;
      readonly phase: 'attached' | 'draining';
      /** `NO_HANDLE`: attached without one, or draining. */
      readonly handle: HandleId;
      /** `NO_DOMAIN`: draining. */
      readonly domain: DomainId;
    }[];
  }[];
  /** The SVA domains that are not freed. */
  readonly svaDomains: readonly {
    readonly domain: DomainId;
    readonly mm: MmId;
    readonly iommuDriver: number;
    /** Handles that use it. */
    readonly users: number;
  }[];
  /** The live SVA handles. */
  readonly svaHandles: readonly {
    readonly handle: HandleId;
    /** The device of the first bind; through it the last unbind detaches. */
    readonly device: DeviceId;
    readonly mm: MmId;
    readonly domain: DomainId;
    /** Binds minus unbinds. */
    readonly users: number;
  }[];
  /** The open files. */
  readonly files: readonly {
    readonly file: FileId;
    readonly kind: 'dev-sva' | 'work-queue' | 'vfio' | 'mdev';
    /** Processes that hold it. */
    readonly references: number;
    /** The user of its opener. */
    readonly user: UserId;
    /** What it was opened on; null for `/dev/sva`, and for a mediated device, which has its own. */
    readonly device: DeviceId | null;
    /** The mediated device it is of, or null. */
    readonly mdev: MdevId | null;
    /** Work queue: the address space of the opener; else null. */
    readonly mm: MmId | null;
    /** Work queue: the bond, or `NO_HANDLE` after a removal took it; else `NO_HANDLE`. */
    readonly handle: HandleId;
    /** `/dev/sva`: the ids it holds. VFIO: the ids it attached. Else empty. In rising order. */
    readonly pasids: readonly Pasid[];
    /** VFIO: the guest's map, in rising order of the guest's PASIDs; else empty. */
    readonly guestMap: readonly { readonly guest: GuestPasid; readonly pasid: Pasid }[];
  }[];
  /** The mediated devices that are created. */
  readonly mdevs: readonly {
    readonly mdev: MdevId;
    /** Its parent. */
    readonly device: DeviceId;
    /** The file through which it is open, or `NO_FILE`. */
    readonly file: FileId;
    /** Its id while it is open, else `NO_PASID`. */
    readonly pasid: Pasid;
  }[];
  /** The page requests that are not answered, by device and PASID; none with a count of 0. */
  readonly pageRequests: readonly {
    readonly device: DeviceId;
    readonly pasid: Pasid;
    readonly count: number;
  }[];
  /** The ledger's rows for the resource `pasid`, one per cgroup of the topology. */
  readonly cgroups: readonly ChargeView[];
}
