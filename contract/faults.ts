import type { Errno } from './errno.js';
import type { DeviceId } from './ids.js';

/**
 * Where a step can fail for reasons outside the machine: memory that is not there, hardware that
 * refuses. Where the recorded kernel traces have a name for a place, it is used here, so that a
 * recording needs no map.
 */
export const FAULT_POINTS = [
  /** No memory for a new address space. */
  'allocate_mm',
  /** The page table of the address space cannot be walked by devices (x86 LAM, for instance). */
  'arch_pgtable_dma_compat',
  /** No memory for the record that will hold the address space's id. */
  'kzalloc_iommu_mm_data',
  /** No memory inside the id allocator; the kernel does not tell this from exhaustion. */
  'ida_alloc_range',
  /** No memory for the handle of a new bond. */
  'kzalloc_iommu_sva',
  /** No memory for the group's slot. */
  'xa_insert',
  /** The IOMMU driver refuses to set the PASID on one member of the group. */
  'set_dev_pasid',
  /** The IOMMU driver cannot make a domain for an address space. */
  'domain_alloc_sva',
  /** The IOMMU driver cannot make a blocking domain for a group; an empty one is tried next. */
  'domain_alloc_blocked',
  /** Nor can it make an empty one. */
  'domain_alloc_unmanaged',
  /** The IOMMU driver refuses to put a group under the blocking domain. */
  'set_group_domain',
  /** No memory for an open file. */
  'alloc_empty_file',
  /** No memory for a page request that has to wait for its answer. */
  'iopf_group_alloc',
  /** No memory for a mediated device. */
  'kzalloc_mdev',
  /** No memory for an entry of a guest's PASID map. */
  'kzalloc_guest_pasid',
] as const;

/** One place where a step can be made to fail. */
export type FaultPoint = (typeof FAULT_POINTS)[number];

/**
 * One failure, an input of the step it hits. A step is given its faults in the order in which it
 * runs into them and must use up all of them; a fault it never meets makes the step illegal.
 */
export interface Fault {
  readonly at: FaultPoint;
  /** What the failing part answers: always ENOMEM for memory, the driver's choice for hardware. */
  readonly errno: Errno;
  /** For `set_dev_pasid`: the member it hits. Absent: the next member that is told. */
  readonly device?: DeviceId;
}
