import type {
  CgroupId,
  DeviceId,
  DomainId,
  GroupId,
  HandleId,
  MmId,
  OwnerId,
  Pasid,
  ProcessId,
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
  /** The ids that kernel drivers allocated for themselves, by the drivers' own records. */
  readonly driverPasids: readonly { readonly device: DeviceId; readonly pasid: Pasid }[];
  /** The global pool: what it counts, and what it knows of each allocated id. */
  readonly pool: {
    readonly allocatedCount: number;
    readonly allocated: readonly { readonly pasid: Pasid; readonly chargedTo: CgroupId }[];
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
      /** `NO_HANDLE`: the slot was reserved, and knows no domain either. */
      readonly handle: HandleId;
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
  /** The ledger's rows for the resource `pasid`, one per cgroup of the topology. */
  readonly cgroups: readonly ChargeView[];
}
