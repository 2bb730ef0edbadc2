import type { Policy } from '#contract';

/** One decision of the argument that can be taken either way, in words. */
export interface SwitchText<Value extends string = string> {
  /** What it decides, as a question. */
  readonly question: string;
  /** For each value: what then happens, and who proposed or shipped it. */
  readonly values: Readonly<Record<Value, string>>;
  /** The files of the model that read it. */
  readonly readAt: readonly string[];
}

/** Every switch of the policy. The compiler asks for a missing switch, and for a missing value. */
export const policySwitches: {
  readonly [Switch in keyof Policy]: SwitchText<`${Policy[Switch]}`>;
} = {
  quota: {
    question: 'Who counts the PASIDs that are out, and refuses one too many?',
    values: {
      cgroup:
        'The IOMMU layer, which charges each to a cgroup and all its ancestors, as the misc controller charges: what the mail of September 2020 asks for. One too many is answered EAGAIN.',
      iommu:
        'The IOMMU layer, too, but against one limit that all users have alike: the mail without its cgroup. What kernel drivers take for themselves is nobody’s. One too many is answered EAGAIN.',
      set: 'Sets of ids, each with a quota that is reserved from all there are (ioasid_set, series of February 2021). Here each user with a VFIO file open has one; a reserve that cannot be had refuses the open with ENOSPC, a spent set answers EAGAIN, and all other paths share what nobody has reserved.',
      vfio: 'VFIO, and it counts what it allocates itself (VFIO v7, 2020). As in its series a spent quota is answered ENOSPC, like an empty pool.',
      none: 'Nobody. Mainline bounds PASIDs only by what devices can express; no quota was ever merged.',
    },
    readAt: ['model/allocator/quota.ts', 'model/policy/parts.ts'],
  },
  charges: {
    question: 'Which allocations are charged, where cgroups are?',
    values: {
      'every-path': 'All of them, by whichever driver: any quota has to be shared by all (P5).',
      'user-sets':
        'Those that user space asks for itself, at /dev/sva. What a driver takes is exempt, be it for itself, for a bind or for a mediated device: the RFC of the IOASIDs controller (February 2021) charged only sets that belong to an address space.',
    },
    readAt: ['model/allocator/quota.ts'],
  },
  migration: {
    question: 'What becomes of the charges of a process that moves to another cgroup?',
    values: {
      'charge-stays': 'They stay where they were made, as those of the misc controller do.',
      'charge-moves':
        'Those of the ids that it holds move along, past any limit: the RFC of the IOASIDs controller (February 2021). A file that is shared goes with the holder who moves first.',
    },
    readAt: ['model/processes/process-migrate.ts'],
  },
  unchargeAt: {
    question: 'When is the charge of a PASID given back, where cgroups are charged?',
    values: {
      pool: 'When the PASID returns to the pool: the RFC of the IOASIDs controller gave it back at reclaim.',
      free: 'When its owner lets it go, although a slot may keep it. The sheet of kernel facts asks for a choice between the two (reuse safety, section 6).',
    },
    readAt: ['model/allocator/let-go.ts'],
  },
  attachBy: {
    question: 'Who may attach a PASID to a device?',
    values: {
      holder:
        'Who holds it: a driver whose record names it, or a process with a file that does; others get EPERM before anything else is looked at. A condition of the argument: without it a shared pool lets one user attach the PASID of another.',
      anyone: 'Any caller with any number: `iommu_attach_device_pasid` of 6.12 asks nothing.',
    },
    readAt: ['model/attachment/pasid-attach.ts', 'model/vfio/holding.ts'],
  },
  freeBy: {
    question: 'Who may free a PASID?',
    values: {
      holder:
        'The driver whose record names it, and nobody else: ioasid_set warned of a free from a foreign set.',
      anyone: 'Any caller: `iommu_free_global_pasid` of 6.12 and `ioasid_free` of 6.1 ask nothing.',
    },
    readAt: ['model/allocator/pasid-free-global.ts'],
  },
  devSvaBy: {
    question: 'Who may allocate from /dev/sva?',
    values: {
      sandbox: 'Whoever could open it: the mail of September 2020.',
      'device-owner':
        'Who holds a VFIO file of the device, or of a mediated part of it; others get EPERM. The answer to the mail was that a user without a device is entitled to nothing (P12).',
    },
    readAt: ['model/files/dev-sva-alloc.ts'],
  },
  freeAttached: {
    question: 'What becomes of a PASID whose owner lets it go while a slot is attached at it?',
    values: {
      condemn:
        'It stays allocated and charged, held by nobody and open to no new attachment, until no such slot is left: close to the FREE_PENDING of the ioasid_set series, and what a reference count held by VFIO would give.',
      'at-once':
        'It is free at once and the slot stays: in 6.12 neither the pool nor the slots know of each other.',
    },
    readAt: ['model/allocator/let-go.ts'],
  },
  drain: {
    question: 'When is a slot empty that was detached?',
    values: {
      asynchronous:
        'Once its page requests and invalidations are done, which is a step of its own; until then attach, bind, claim and probe answer EBUSY.',
      'inside-detach':
        'Within the detach, as the Intel driver of 6.12 drains: it returns once every page request of the slot is answered.',
    },
    readAt: ['model/attachment/slot.ts', 'model/ownership/driver-probe.ts'],
  },
  reuse: {
    question: 'When may a PASID be handed out again that nobody holds, and no slot has attached?',
    values: {
      'after-drain': 'Once no slot drains at it any more.',
      immediate:
        'At once. In 6.12 the pool knows nothing of slots; that a detach drains before it returns is all that protects the next owner.',
      'after-quarantine':
        'Once no slot drains at it, and another PASID has come back after it: the shortest form of the inactive period that the ioasid_set series asked for. The last one to come back is out of reach, and charged, until the next does.',
    },
    readAt: ['model/allocator/let-go.ts'],
  },
  idChoice: {
    question: 'Which of the free PASIDs that fit a device is handed out?',
    values: {
      any: 'Any: the number is an observed input of the step, so that an implementation may choose as it likes.',
      lowest: 'The lowest: `ida_alloc_range` of Linux.',
    },
    readAt: ['model/allocator/pool.ts'],
  },
  mmIdUntil: {
    question: 'How long does an address space keep its PASID?',
    values: {
      'address-space': 'As long as it exists: Linux 5.18 and later.',
      'last-unbind':
        'Until its last bond ends; the next bind gives it another: Linux 5.12 to 5.17.',
    },
    readAt: ['model/sva/unbind.ts'],
  },
  failedBind: {
    question: 'What becomes of the PASID that a bind gave, if the bind then fails?',
    values: {
      'keeps-id': 'The address space keeps it, for its next bind: Linux as recorded (6.12).',
      'frees-id': 'It is taken back at once: what a reader expects of a call that is refused.',
    },
    readAt: ['model/sva/bind.ts'],
  },
  removal: {
    question: 'What does the removal of a device do to what was attached through it?',
    values: {
      detaches: 'All of it is detached, and what the device asked for is answered.',
      'leaves-stale':
        'Nothing but that its driver is counted no more: the core of 6.12 leaves slots, bonds, records and requests as they were.',
    },
    readAt: ['model/devices/device-unplug.ts'],
  },
  sva: {
    question: 'Can a device be bound to the address space of a process?',
    values: {
      on: 'Yes, as upstream.',
      off: 'No, each bind answers EOPNOTSUPP: 6.1.163, 6.12.64 and later stable releases on x86, until kernel page tables are flushed from device caches.',
    },
    readAt: ['model/sva/bind.ts'],
  },
  actions: {
    question: 'Which actions does the machine have?',
    values: {
      whole:
        'All of the tables: files, /dev/sva, VFIO, work queues, mediated devices, removal, page requests. That VFIO allocates is part of the designs whose quota looks at it.',
      recorded: 'Those that the recordings of the kernel hold.',
    },
    readAt: ['model/vocabulary.ts'],
  },
};
