import type { ActionTable, Check } from './table.js';

/**
 * Taking one id out of the pool for a device, in order: what pasid-alloc-global and binds share. The
 * kernel answers IOMMU_PASID_INVALID in all these cases and a bind turns it into ENOSPC; this machine
 * says in both what was in the way.
 */
export const ALLOCATE = [
  {
    when: 'the device cannot tag its DMA (maxPasids 0)',
    answer: 'ENOSPC',
    source:
      'iommu_alloc_global_pasid (6.12): an explicit check, because maxPasids - 1 would wrap; nothing is charged',
  },
  {
    when: 'one more charge would pass a limit on the way to the root',
    answer: 'EAGAIN',
    policy: 'quota: cgroup',
    source:
      'decision (DESIGN 2.3): the ledger answers EBUSY as misc does; the caller of an allocation sees EAGAIN, so that it can tell quota from exhaustion',
    leaves: 'one max event at the level that refused; peaks of the levels below it stay',
  },
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
] as const satisfies readonly Check[];

/** The global allocator: one pool for all devices (iommu_global_pasid_ida of 6.12). */
export const allocatorTables = [
  {
    action: 'pasid-alloc-global',
    actor: 'the driver bound to the device',
    kernel: 'iommu_alloc_global_pasid (6.12)',
    requires: [],
    // The recordings give a device without a group its dev->iommu; in a kernel it has none.
    checks: ALLOCATE.filter(({ answer }) => answer !== 'EAGAIN'),
    answer: 'granted',
    effect: [
      'Under quota: cgroup, one charge is taken on the root cgroup before an id is looked for (a kernel driver serves the whole system; the root has no limit, so this charge is never refused). Under quota: none nothing is charged.',
      'A free id of 1 .. maxPasids-1 is allocated. The reference allows any; an implementation answers the lowest.',
      'The id is in the record of the driver of this device, and the pool knows it as charged to the root.',
    ],
  },
  {
    action: 'pasid-free-global',
    actor: 'the driver bound to the device',
    kernel: 'iommu_free_global_pasid (6.12)',
    requires: [],
    lawful: [
      "under freeBy: anyone, where nothing is asked: the id is in this driver's record, and no slot of any group is occupied at it",
    ],
    checks: [
      {
        when: "the id is not in this driver's record",
        answer: 'EPERM',
        policy: 'freeBy: holder',
        source:
          'decision: mainline asks nothing (anyone may free any id, 6.12); the reference lets the owner free and no one else, and checks that before anything else (DESIGN 2.1)',
      },
      {
        when: 'an occupied slot of any group is at the id',
        answer: 'EBUSY',
        policy: 'freeBy: holder',
        source:
          'decision: mainline frees at once and leaves the slot (I12 broken). DESIGN 2.3 wants the id condemned; until draining arrives with its chapter, the reference refuses, which keeps every claim and is the stricter answer',
      },
      {
        when: 'the id is not allocated, or is no id at all (0, IOMMU_PASID_INVALID)',
        answer: 'done',
        warns: true,
        source: 'iommu_free_global_pasid, ida_free (6.12), I07',
      },
    ],
    answer: 'done',
    effect: [
      "The id leaves this driver's record, if it is there, and returns to the pool; its charge is given back to the cgroup that was charged. Other records that name it, and slots at it, stay as they are.",
    ],
  },
] as const satisfies readonly ActionTable[];
