import type { Fact } from './fact.js';

/** Page requests and draining; the objects of iommufd. */
export const faultFacts = {
  I41: {
    said: "The page faults of a PASID are flushed before it is released, so none reaches the next user's address space.",
    source: '`iopf_queue_flush_dev` (6.12)',
  },
  I42: {
    said: 'A page request that wants an answer gets one, and only one.',
    source: '`iommu_report_device_fault` (6.12), "iommu/iommufd: Fix IOPF group ownership UAF"',
  },
  I43: {
    said: 'A page request for a slot that nobody serves is answered and not dropped.',
    source: '`iommu_report_device_fault` (6.12)',
  },
  I44: {
    said: 'A domain is freed only after the device has stopped to fault on it and what was pending is flushed.',
    source: 'comment on `iommu_report_device_fault` (6.12)',
  },
  I45: {
    said: 'A device leaves the fault queue only when it can raise no new page requests; a flush after that is a mistake.',
    source: '`iopf_queue_remove_device`, `iopf_queue_flush_dev` (6.12), WARN',
    outOfScope: 'The page request feature of a whole device, outside any PASID, is taken as on.',
  },
  I46: {
    said: 'Page faults are switched off for a device only when its DMA has stopped, no PASID is bound and its requests are drained.',
    source: 'comment in `intel_iommu_disable_iopf` (6.12)',
    outOfScope: 'The page request feature of a whole device, outside any PASID, is taken as on.',
  },
  I47: {
    said: 'Once a driver unbinds, its device starts no more transactions for the PASID.',
    source: 'kernel-doc of `iommu_sva_unbind_device` (6.12)',
  },
  I48: {
    said: "The device's stop marker can be ignored, as the drain comes before the PASID is used again.",
    source: 'comment on `iommu_report_device_fault` (6.12)',
  },
  I49: {
    said: 'The objects of an iommufd form a graph by their user counts, and a close always finds one that nobody uses.',
    source: '`iommufd_fops_release` (6.12), WARN',
    outOfScope:
      'The objects of iommufd and the counts between them are not built: the machine knows groups, owners, slots and domains, whoever keeps them.',
  },
  I50: {
    said: 'An iommufd object is destroyed only when it has no users left, short-term ones included.',
    source: '`iommufd_object_remove` (6.12), EBUSY',
    outOfScope:
      'The objects of iommufd and the counts between them are not built: the machine knows groups, owners, slots and domains, whoever keeps them.',
  },
  I51: {
    said: 'An iommufd object can be found only once nothing about it can fail any more.',
    source: '`iommufd_object_finalize` (6.12)',
    outOfScope:
      'The objects of iommufd and the counts between them are not built: the machine knows groups, owners, slots and domains, whoever keeps them.',
  },
  I52: {
    said: 'iommufd attaches to the hardware once for each group and PASID, and counts the devices that share it.',
    source: '`iommufd_hw_pagetable_attach` (6.12)',
    outOfScope:
      'The objects of iommufd and the counts between them are not built: the machine knows groups, owners, slots and domains, whoever keeps them.',
  },
  I53: {
    said: 'A replace is for a device that is attached, and for no other.',
    source: '"iommufd: Fail replace if device has not been attached" (6.15)',
  },
  I54: {
    said: 'What iommufd keeps about a group goes only when it has no page table and no device, and none is left at close.',
    source: '`iommufd_group_release` (6.12), WARN',
    outOfScope:
      'The objects of iommufd and the counts between them are not built: the machine knows groups, owners, slots and domains, whoever keeps them.',
  },
  I55: {
    said: "A bind gives iommufd all of a device's DMA that carries no PASID.",
    source: 'comment on `iommufd_device_bind` (6.12)',
    outOfScope:
      'Of DMA without a PASID the machine knows whether the group is blocked, and not where it leads.',
  },
} as const satisfies Readonly<Record<string, Fact>>;
