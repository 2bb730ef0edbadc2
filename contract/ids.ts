/**
 * Names of the things both sides speak of. Each is a small number, counted from 0 by the topology,
 * and branded so that a device cannot be passed where an address space is meant.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** The number a device puts into its DMA; 20 bits wide, 0 is no PASID at all. */
export type Pasid = Branded<'pasid'>;
/** A device; it may be able to tag its DMA, and it belongs to at most one IOMMU group. */
export type DeviceId = Branded<'device'>;
/** An IOMMU group: the devices that the hardware cannot tell apart, attached and owned together. */
export type GroupId = Branded<'group'>;
/**
 * A translation object; 0 is none. In rising order, with D callers' domains, S SVA handles and F
 * files in the topology:
 *
 *     1 .. D                    the drivers' own
 *     D+1 .. D+S                SVA domains, made by binds
 *     D+S+2f-1, D+S+2f          the two I/O address spaces of file f (1 .. F)
 *     D+S+2F+1+g                the kernel's own DMA domain of group g
 */
export type DomainId = Branded<'domain'>;
/**
 * What a slot remembers of an attachment. 1 .. attachHandles of the topology are names that callers
 * of pasid-attach bring, after those come the handles that binds make; 0 is none.
 */
export type HandleId = Branded<'handle'>;
/**
 * Who claims a group for user space; 0 is nobody. 1 .. owners of the topology are claimants that
 * call for themselves; owners + u is user u, for whom VFIO claims.
 */
export type OwnerId = Branded<'owner'>;
/** A process address space; it outlives its process while a bond holds it. */
export type MmId = Branded<'mm'>;
/** A process; it runs in one cgroup and uses one address space. */
export type ProcessId = Branded<'process'>;
/** A node of the cgroup tree; 0 is the root. */
export type CgroupId = Branded<'cgroup'>;
/** A user of the system, whose processes share one limit; 0 is nobody: the kernel itself. */
export type UserId = Branded<'user'>;
/** An open file: `/dev/sva`, a VFIO device, a work queue, a mediated device; 0 is none. */
export type FileId = Branded<'file'>;
/** A mediated device: a part of a device that stays with its kernel driver. */
export type MdevId = Branded<'mdev'>;
/** The number a guest uses for one of its PASIDs; 1 and up. */
export type GuestPasid = Branded<'guest-pasid'>;
/** A countable resource of the charge ledger: `pasid` here, `sev` and `sev_es` in recorded traces. */
export type ResourceId = Branded<'resource'>;

// Brands are given at the edge, where a plain number enters; they cost nothing at run time.
export const pasid = (value: number): Pasid => value as Pasid;
export const deviceId = (value: number): DeviceId => value as DeviceId;
export const groupId = (value: number): GroupId => value as GroupId;
export const domainId = (value: number): DomainId => value as DomainId;
export const handleId = (value: number): HandleId => value as HandleId;
export const ownerId = (value: number): OwnerId => value as OwnerId;
export const mmId = (value: number): MmId => value as MmId;
export const processId = (value: number): ProcessId => value as ProcessId;
export const cgroupId = (value: number): CgroupId => value as CgroupId;
export const userId = (value: number): UserId => value as UserId;
export const fileId = (value: number): FileId => value as FileId;
export const mdevId = (value: number): MdevId => value as MdevId;
export const guestPasid = (value: number): GuestPasid => value as GuestPasid;
export const resourceId = (value: number): ResourceId => value as ResourceId;

/** DMA without a PASID; never allocated, never attached (`IOMMU_NO_PASID`, 6.12). */
export const NO_PASID = pasid(0);
/** The lowest id the global allocator hands out (`IOMMU_FIRST_GLOBAL_PASID`, 6.12). */
export const FIRST_GLOBAL_PASID = pasid(1);
/** One more than the greatest id: the architecture gives a PASID 20 bits (`PASID_MAX`, 6.12). */
export const PASID_LIMIT = 1 << 20;
/** No domain: what an empty or a draining slot leads to. */
export const NO_DOMAIN = domainId(0);
/** No handle: a slot attached without one shows no handle to lookups, and no page request is served. */
export const NO_HANDLE = handleId(0);
/** Nobody: the owner of a group that the kernel's own drivers use, or that is free. */
export const NO_OWNER = ownerId(0);
/** Nobody: for whom a kernel driver allocates. */
export const NO_USER = userId(0);
/** No file: a mediated device that nobody has open. */
export const NO_FILE = fileId(0);
/** The root of the cgroup tree; it has no `max` file, so it never refuses by limit. */
export const ROOT_CGROUP = cgroupId(0);
/** No cgroup: nobody pays for the id. */
export const NO_CGROUP = cgroupId(-1);

/**
 * Stands for `U64_MAX`, which a ledger prints as `max`: the nearest number JavaScript has.
 * Every other amount of the ledger is a safe integer (below 2^53).
 */
export const UNLIMITED = 2 ** 64;
