import type { Fact } from './fact.js';

/** Identity and range, and the life of a PASID beside that of its process. */
export const identityFacts = {
  I01: {
    said: 'No two owners have the same global PASID at one time.',
    source:
      'the IDA behind `iommu_alloc_global_pasid` (6.12), the header of `ioasid.c` (6.1), `sva.rst`',
  },
  I02: {
    said: 'All threads of a process use one PASID, and it is the same one on every device.',
    source: '`sva.rst` (6.12)',
  },
  I03: {
    said: '0 stands for DMA without a PASID: the pool never hands it out and an attach refuses it.',
    source: '`iommu_attach_device_pasid`, `include/linux/iommu.h` (6.12)',
  },
  I04: {
    said: 'A PASID in a slot is below `max_pasids` of every member of the group that can tag its DMA.',
    source:
      '`iommu_attach_device_pasid` (6.12.93), "iommu: Validate the PASID in iommu_attach_device_pasid()"',
  },
  I05: {
    said: "The allocator's upper bound is inclusive, so it is asked for at most `max_pasids` - 1.",
    source: '`iommu_alloc_global_pasid` (6.12)',
  },
  I06: {
    said: 'Where a device is too small for the PASID an mm has, the bind is refused instead of giving a second one.',
    source: '`iommu_alloc_mm_data` (6.12), EOVERFLOW',
  },
  I07: {
    said: 'A number that is not allocated, or is no PASID, must not be freed; the kernel warns.',
    source: '`iommu_free_global_pasid`, `ida_free` (6.12), `ioasid_free` (6.1)',
  },
  I08: {
    said: 'An IOMMU driver stays inside the PASID table that it made for the device.',
    source: '`intel_pasid_get_entry` (6.12), WARN',
  },
  I09: {
    said: 'A lookup that names a set never answers data of another set.',
    source: '`ioasid_find` (6.1), EACCES',
  },
  I10: {
    said: 'Neither a forked child nor a freshly executed program has a PASID at first.',
    source: '`mm_init` (6.12), `sva.rst`, "mm/fork: clear PASID for new mm"',
  },
  I11: {
    said: 'An mm keeps its PASID through every unbind, until nobody holds the mm any more.',
    source: '`mm_pasid_drop` in `__mmdrop` (6.12), `sva.rst`',
  },
  I12: {
    said: 'Each SVA domain holds its mm, so the PASID cannot become free while a slot uses it.',
    source: '`mmgrab` in `iommu_sva_domain_alloc` (6.12)',
  },
  I13: {
    said: 'Before the page tables of an exiting mm are torn down, no device can walk them any more.',
    source: '`intel_mm_release`, `arm_smmu_mm_release` (6.12)',
  },
  I14: {
    said: "After exit a device that still sends DMA gets a fault or no answer, and no other process's memory.",
    source: '`intel_mm_release` (6.12)',
  },
  I15: {
    said: "Whoever binds an mm keeps its process's use of it alive during the call.",
    source: 'kernel-doc of `iommu_sva_bind_device` (6.12)',
  },
  I16: {
    said: 'Whoever reads `mm->iommu_mm` sees either nothing or a finished record.',
    source: 'the release store in `iommu_alloc_mm_data` (6.12)',
    outOfScope: 'Steps are atomic here: nobody can look in the middle of one.',
  },
  I17: {
    said: 'A PASID left in the register of an x86 thread after unbind does no harm, as the portal is no longer mapped.',
    source: '`sva.rst` (6.12)',
    outOfScope:
      'Threads and their registers are not in the machine; that the number goes to nobody else while it may still be loaded is `pasid-kept-until-drop`.',
  },
  I18: {
    said: 'Through the file of a work queue only the address space of its opener submits or maps.',
    source:
      'EPERM in the file operations of idxd (6.12), "dmaengine: idxd: Fix allowing write() from different address spaces"',
  },
  I19: {
    said: 'A forked child does not inherit the mapping of a portal.',
    source: 'VM_DONTCOPY in idxd and uacce (6.12)',
    outOfScope:
      'Mappings are not modelled apart from files: that a child cannot submit is what `submit-by-opener-only` claims.',
  },
} as const satisfies Readonly<Record<string, Fact>>;
