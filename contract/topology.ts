import type { CgroupId, DeviceId, GroupId, MdevId } from './ids.js';
import type { Policy } from './policy.js';

/** The device nodes that a sandbox lists; opening any other is refused. */
export interface Sandbox {
  /** Whether `/dev/sva` may be opened. */
  readonly devSva: boolean;
  /** The devices whose VFIO node may be opened. */
  readonly vfio: readonly DeviceId[];
  /** The devices whose work queue may be opened. */
  readonly workQueues: readonly DeviceId[];
  /** The mediated devices that may be opened. */
  readonly mdevs: readonly MdevId[];
}

/**
 * The fixed things of one machine: the decisions it follows, how many of each entity there are and
 * how they hang together. Both sides are built from it; nothing in it changes afterwards.
 */
export interface Topology {
  readonly policy: Policy;
  /** Process numbers 0 .. processes-1 may be spawned. */
  readonly processes: number;
  /** UserId 1 .. users. A process n that is spawned belongs to user 1 + n mod users. */
  readonly users: number;
  /**
   * How many ids a user may have under a quota that counts by users, and how many a set reserves
   * under `quota: set`. Absent: as many as there are, and none.
   */
  readonly userLimit?: number;
  /**
   * What confined processes may open. A process n that is spawned runs in sandbox
   * n mod sandboxes.length; there is at least one.
   */
  readonly sandboxes: readonly Sandbox[];
  /** Address space numbers 0 .. mms-1 may be in use at once; a dropped number can be used again. */
  readonly mms: number;
  /** The IOMMU groups; their members are the devices that name them, in the devices' order. */
  readonly groups: readonly {
    /** Whether the group has its default domain at boot; if not, it may get it later. */
    readonly defaultDomain: boolean;
  }[];
  /** The devices. All are plugged in at boot. */
  readonly devices: readonly {
    /** Valid ids are 1 .. maxPasids-1; up to 2^20. 0: the device cannot tag its DMA. */
    readonly maxPasids: number;
    /** Null: the device is in no group. */
    readonly group: GroupId | null;
    /** Which IOMMU driver it is behind; only domains of the same driver can be attached to it. */
    readonly iommuDriver: number;
  }[];
  /** The callers' own domains: DomainId 1 .. domains.length. All are of type unmanaged. */
  readonly domains: readonly {
    readonly iommuDriver: number;
    /** Whether the domain can be attached to a PASID at all (`set_dev_pasid` is there). */
    readonly setDevPasid: boolean;
  }[];
  /** Handles that callers of pasid-attach may bring: HandleId 1 .. attachHandles. */
  readonly attachHandles: number;
  /**
   * Handles, and as many SVA domains, that may live at once: HandleId attachHandles+1 ..
   * attachHandles+svaHandles, DomainId domains.length+1 .. domains.length+svaHandles.
   */
  readonly svaHandles: number;
  /** Claimants of groups that call for themselves: OwnerId 1 .. owners. */
  readonly owners: number;
  /** Files that may be open at once: FileId 1 .. files. */
  readonly files: number;
  /** Mediated devices that may be created: MdevId 0 .. mdevs-1. */
  readonly mdevs: number;
  /** Numbers a guest may use: GuestPasid 1 .. guestPasids. */
  readonly guestPasids: number;
  /** Parents of the cgroups, in order; the first is the root and has none, others come after theirs. */
  readonly cgroups: readonly { readonly parent: CgroupId | null }[];
}
