import type { ActionTable } from './table.js';

/** The global allocator: one pool for all devices (iommu_global_pasid_ida of 6.12). */
export const allocatorTables = [
  {
    action: 'pasid-alloc-global',
    actor: 'the driver bound to the device',
    kernel: 'iommu_alloc_global_pasid (6.12)',
    requires: [],
    checks: [
      {
        when: 'the id allocator has no memory',
        answer: 'ENOSPC',
        fault: 'ida_alloc_range',
        source: 'iommu_alloc_global_pasid (6.12): every IDA error becomes IOMMU_PASID_INVALID',
        leaves: 'the charge is taken back; peaks stay',
      },
      {
        when: 'no id of 1 .. maxPasids-1 is free',
        answer: 'ENOSPC',
        source: 'iommu_alloc_global_pasid (6.12)',
        leaves: 'the charge is taken back; peaks stay',
      },
    ],
    answer: 'granted',
    effect: [
      'One charge is taken on the root cgroup before an id is looked for (a kernel driver serves the whole system; the root has no limit, so this charge is never refused).',
      'A free id of 1 .. maxPasids-1 is allocated. The reference allows any; an implementation answers the lowest.',
      'The id is in the record of the driver of this device, and the pool knows it as charged to the root.',
    ],
  },
  {
    action: 'pasid-free-global',
    actor: 'the driver bound to the device',
    kernel: 'iommu_free_global_pasid (6.12)',
    requires: [],
    checks: [
      {
        when: "the id is not in this driver's record",
        answer: 'EPERM',
        source:
          'decision: mainline asks nothing (anyone may free any id, 6.12); the reference lets the owner free and no one else, and checks that before anything else (DESIGN 2.1)',
      },
    ],
    answer: 'done',
    effect: [
      "The id leaves the driver's record and returns to the pool; its charge is given back to the cgroup that was charged.",
    ],
  },
] as const satisfies readonly ActionTable[];
