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
 * A translation object. 1 .. domains of the topology are the callers' own, after those come the SVA
 * domains that binds make; 0 is none.
 */
export type DomainId = Branded<'domain'>;
/**
 * What a slot remembers of an attachment. 1 .. attachHandles of the topology are names that callers
 * of pasid-attach bring, after those come the handles that binds make; 0 is none.
 */
export type HandleId = Branded<'handle'>;
/** Who claims a group for user space; 0 is nobody. */
export type OwnerId = Branded<'owner'>;
/** A process address space; it outlives its process while a bond holds it. */
export type MmId = Branded<'mm'>;
/** A process; it runs in one cgroup and uses one address space. */
export type ProcessId = Branded<'process'>;
/** A node of the cgroup tree; 0 is the root. */
export type CgroupId = Branded<'cgroup'>;
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
export const resourceId = (value: number): ResourceId => value as ResourceId;

/** DMA without a PASID; never allocated, never attached (`IOMMU_NO_PASID`, 6.12). */
export const NO_PASID = pasid(0);
/** The lowest id the global allocator hands out (`IOMMU_FIRST_GLOBAL_PASID`, 6.12). */
export const FIRST_GLOBAL_PASID = pasid(1);
/** One more than the greatest id: the architecture gives a PASID 20 bits (`PASID_MAX`, 6.12). */
export const PASID_LIMIT = 1 << 20;
/** No domain: what a slot knows that was reserved without a handle. */
export const NO_DOMAIN = domainId(0);
/** No handle: attaching with it reserves the slot. */
export const NO_HANDLE = handleId(0);
/** Nobody: the owner of a group that the kernel's own drivers use, or that is free. */
export const NO_OWNER = ownerId(0);
/** The root of the cgroup tree; it has no `max` file, so it never refuses by limit. */
export const ROOT_CGROUP = cgroupId(0);

/**
 * Stands for `U64_MAX`, which a ledger prints as `max`: the nearest number JavaScript has.
 * Every other amount of the ledger is a safe integer (below 2^53).
 */
export const UNLIMITED = 2 ** 64;
