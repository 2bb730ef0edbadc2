import { refusedAttach } from './attach.js';
import type { ActionTable, Check } from './table.js';

/**
 * Taking one id out of the pool for a device, in order: what pasid-alloc-global and binds share. The
 * kernel answers IOMMU_PASID_INVALID in all these cases and a bind turns it into ENOSPC; this machine
 * says in both what was in the way.
 */
export const ALLOCATE = [
  {
    when: 'the device cannot tag its DMA (maxPasids 0, or unplugged)',
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
    when: 'the user of the allocation has as many ids as the limit of a user, and is not nobody',
    answer: 'EAGAIN',
    policy: 'quota: iommu',
    source:
      'decision (DESIGN 2.3, G): one limit for each user where ids are allocated, answered as the one of cgroups is',
  },
  {
    when: 'no id is left beside those that are out and those that sets have reserved (vfio-alloc draws on its set instead, and is refused there)',
    answer: 'ENOSPC',
    policy: 'quota: set',
    source: 'decision (DESIGN 2.3, S); ioasid_reserve_capacity (series of Feb 2021)',
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

/** What becomes of an id when the record that names it is gone: the rule that all owners share. */
export const LET_GO = [
  'LET_GO: the id is in no record any more. While a slot of any group is attached at it (under freeAttached: condemn) or drains at it (unless reuse: immediate), it stays allocated and charged, held by nobody: nobody can attach it anew. It returns to the pool when the last such slot is empty.',
  'Otherwise it returns to the pool at once; under reuse: after-quarantine, only when another id has come back after it. Under unchargeAt: free its charge is given back when it is let go. When an id returns, its charge is given back to the cgroup that was charged for it, wherever its owner is by then.',
] as const;

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
      'Under quota: cgroup, one charge is taken on the root cgroup before an id is looked for (a kernel driver serves the whole system; the root has no limit, so this charge is never refused), unless charges: user-sets exempts what drivers allocate. Under any other quota nothing is charged.',
      'A free id of 1 .. maxPasids-1 is allocated: under idChoice: any whichever, under idChoice: lowest the lowest. An implementation answers the lowest.',
      'The id is in the record of the driver of this device, and the pool knows it as charged to the root, for no user.',
    ],
  },
  {
    action: 'pasid-free-global',
    actor: 'the driver bound to the device',
    kernel: 'iommu_free_global_pasid (6.12)',
    requires: [],
    lawful: [
      "under freeBy: anyone, where nothing is asked: the id is in this driver's record; under freeAttached: at-once, no slot of any group is occupied at it, too",
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
        when: 'the id is not allocated, or is no id at all (0, IOMMU_PASID_INVALID)',
        answer: 'done',
        warns: true,
        source: 'iommu_free_global_pasid, ida_free (6.12), I07',
      },
    ],
    answer: 'done',
    effect: [
      "The id leaves this driver's record, if it is there. Other records that name it, and slots at it, stay as they are.",
      ...LET_GO,
    ],
  },
  {
    action: 'kernel-pasid-enable',
    actor: 'the kernel driver bound to the device (the system PASID of idxd)',
    kernel: 'idxd_enable_system_pasid (6.12)',
    policy: 'actions: whole',
    requires: ['a kernel driver is bound to the device', 'the device has no system PASID'],
    checks: [
      {
        when: 'the device is in no group, so it has no DMA domain of the kernel',
        answer: 'EPERM',
        source: 'idxd_enable_system_pasid (6.12)',
      },
      ...ALLOCATE.filter(({ answer }) => answer !== 'EAGAIN'),
      ...refusedAttach,
    ],
    answer: 'granted',
    effect: [
      'An id is allocated for the device and charged to the root cgroup, as pasid-alloc-global does; the driver keeps it apart from the ids of its own record, as its system PASID.',
      "It is attached as ATTACH says, without a handle, under the kernel's DMA domain of the group. If that is refused the id and its charge are given back at once.",
    ],
  },
  {
    action: 'kernel-pasid-disable',
    actor: 'the kernel driver bound to the device',
    kernel: 'idxd_disable_system_pasid (6.12)',
    policy: 'actions: whole',
    requires: ['a kernel driver is bound to the device'],
    checks: [
      {
        when: 'the device has no system PASID',
        answer: 'done',
        source: 'idxd_disable_system_pasid (6.12): nothing is freed',
      },
    ],
    answer: 'done',
    effect: [
      "The slot of the group at the system PASID is detached as DETACH says, if it is attached and holds the kernel's DMA domain. Then the device has no system PASID, and the id is let go.",
      ...LET_GO,
    ],
  },
] as const satisfies readonly ActionTable[];
