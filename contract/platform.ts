import type { DeviceId, DomainId, GroupId, MmId, Pasid } from './ids.js';
import type { ResponseCode } from './outcome.js';

/** The places where the subsystem asks for memory and must survive a refusal. */
export type MemorySite =
  | 'allocate_mm'
  | 'kzalloc_iommu_mm_data'
  | 'ida_alloc_range'
  | 'kzalloc_iommu_sva'
  | 'xa_insert'
  | 'alloc_empty_file'
  | 'iopf_group_alloc'
  | 'kzalloc_mdev'
  | 'kzalloc_guest_pasid';

/**
 * What an implementation stands on: memory, the architecture, the IOMMU driver below it and the
 * log. Each part belongs to whoever embeds the implementation, and each may refuse.
 */
export interface Platform {
  /** Memory for one record at this place; false means -ENOMEM there. */
  allocate(site: MemorySite): boolean;
  /** Whether devices can walk the page table of this address space (`arch_pgtable_dma_compat`). */
  pageTableDmaCompatible(mm: MmId): boolean;
  /**
   * The driver's `set_dev_pasid`: 0, or a negated errno, after which what was set before still is.
   * Setting back what a device was told before, after another member refused, cannot fail.
   */
  setDevPasid(device: DeviceId, pasid: Pasid, domain: DomainId): number;
  /** The driver's `remove_dev_pasid`; it cannot fail. Not called for a device that is unplugged. */
  removeDevPasid(device: DeviceId, pasid: Pasid, domain: DomainId): void;
  /** The driver makes a domain for an address space: 0, or a negated errno. */
  allocateSvaDomain(device: DeviceId, mm: MmId): number;
  /** The driver makes a domain for a group that lets no DMA through: 0, or a negated errno. */
  allocateGroupDomain(group: GroupId, type: 'blocked' | 'unmanaged'): number;
  /** The driver puts all members under a domain, outside PASIDs: 0, or a negated errno. */
  setGroupDomain(group: GroupId, domain: 'default' | 'blocking'): number;
  /**
   * The driver's `page_response`: one page request of the device is answered. Called exactly once
   * for each request, also for those of a device that is unplugged.
   */
  respond(device: DeviceId, pasid: Pasid, code: ResponseCode): void;
  /** A caller broke its contract; `reason` is for the log. */
  warn(reason: string): void;
}
