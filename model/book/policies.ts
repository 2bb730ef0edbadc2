import type { Policy, Profile } from '#contract';

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
        'Each is charged to a cgroup and all its ancestors where the IOMMU layer allocates it, as the misc controller charges: what the mail of September 2020 asks for.',
      none: 'Nobody. Mainline bounds PASIDs only by what devices can express; no quota was ever merged.',
    },
    readAt: ['model/allocator/pool.ts'],
  },
  attachBy: {
    question: 'Who may attach a PASID to a device?',
    values: {
      holder:
        'Who holds it: a driver whose record names it, or a process with a /dev/sva file that does; others get EPERM before anything else is looked at. A condition of the argument: without it a shared pool lets one user attach the PASID of another.',
      anyone: 'Any caller with any number: `iommu_attach_device_pasid` of 6.12 asks nothing.',
    },
    readAt: ['model/attachment/pasid-attach.ts', 'model/vfio/holding.ts'],
  },
  freeBy: {
    question: 'Who may free a PASID?',
    values: {
      holder: 'The driver whose record names it, and nobody else.',
      anyone: 'Any caller: `iommu_free_global_pasid` of 6.12 and `ioasid_free` of 6.1 ask nothing.',
    },
    readAt: ['model/allocator/pasid-free-global.ts'],
  },
  freeAttached: {
    question: 'What becomes of a PASID whose owner lets it go while a slot is occupied at it?',
    values: {
      condemn:
        'It stays allocated and charged, held by nobody and open to no new attachment, until the last such slot is empty: close to the FREE_PENDING of the ioasid_set series, and what a reference count held by VFIO would give.',
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
      'inside-detach': 'Within the detach, as the Intel driver of 6.12 drains.',
    },
    readAt: ['model/attachment/slot.ts', 'model/ownership/driver-probe.ts'],
  },
  actions: {
    question: 'Which actions does the machine have?',
    values: {
      whole:
        'All of the tables: files, /dev/sva, VFIO, work queues, mediated devices, removal, page requests.',
      recorded: 'Those that the recordings of the kernel hold.',
    },
    readAt: ['model/vocabulary.ts'],
  },
  sva: {
    question: 'Can a device be bound to the address space of a process?',
    values: {
      on: 'Yes, as upstream.',
      off: 'No, each bind answers EOPNOTSUPP: 6.1.163, 6.12.64 and later stable releases on x86, until kernel page tables are flushed from device caches.',
    },
    readAt: ['model/sva/sva-bind.ts'],
  },
};

/** What each profile is, in a sentence. */
export const profileTexts: Readonly<Record<Profile, string>> = {
  reference:
    'The design that the argument asks for: one pool, one quota, and ids only for who holds them.',
  'linux-6.12':
    'What the recorded code of 6.12.117 does, built without CONFIG_X86; recordings of the family `iommu` are held against it.',
};
