import type { DeviceId, MmId, Pasid } from './ids.js';

/** The places where the subsystem asks for memory and must survive a refusal. */
export type MemorySite =
  | 'kzalloc_iommu_mm_data'
  | 'ida_alloc_range'
  | 'kzalloc_iommu_sva'
  | 'xa_insert';

/**
 * What an implementation stands on: memory, the architecture, the IOMMU driver below it and the
 * log. Each part belongs to whoever embeds the implementation, and each may refuse.
 */
export interface Platform {
  /** Memory for one record at this place; false means -ENOMEM there. */
  allocate(site: MemorySite): boolean;
  /** Whether devices can walk the page table of this address space (`arch_pgtable_dma_compat`). */
  pageTableDmaCompatible(mm: MmId): boolean;
  /** The driver's `set_dev_pasid`: 0, or a negated errno, after which nothing is set. */
  setDevPasid(device: DeviceId, pasid: Pasid, mm: MmId): number;
  /** The driver's `remove_dev_pasid`; it cannot fail. */
  removeDevPasid(device: DeviceId, pasid: Pasid): void;
  /** A caller broke its contract; `reason` is for the log. */
  warn(reason: string): void;
}
