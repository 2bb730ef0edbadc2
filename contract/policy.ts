/**
 * The decisions of the argument that can be taken either way. Each is read in one visible place of
 * the model. The first value of each is that of the reference; every other one exists because
 * somebody proposed or shipped it.
 */
export interface Policy {
  /** Who counts the ids that are out, and refuses one too many. */
  readonly quota:
    | 'cgroup' // The IOMMU layer charges each to a cgroup and its ancestors: the mail of 2020.
    | 'iommu' // The IOMMU layer, against one flat limit for each user: the mail without its cgroup.
    | 'set' // Each user of VFIO has a set with a reserve of its own: ioasid_set, February 2021.
    | 'vfio' // VFIO, and only what it allocates itself: VFIO v7, 2020.
    | 'none'; // Nobody: mainline.
  /** Which ways to an id are charged where ids are charged to cgroups. */
  readonly charges:
    | 'every-path' // All of them: the mail of 2020.
    | 'user-sets'; // Those by which user space asks itself; kernel drivers are exempt: RFC IOASIDs, 2021.
  /** What becomes of the charges of a process that moves to another cgroup. */
  readonly migration:
    | 'charge-stays' // They stay, as the misc controller has it.
    | 'charge-moves'; // They move along, past any limit: RFC IOASIDs, 2021.
  /** When the charge of an id is given back, where cgroups are charged. */
  readonly unchargeAt:
    | 'pool' // When the id returns to the pool: RFC IOASIDs, at reclaim.
    | 'free'; // When its owner lets it go, whatever keeps it: the other choice of the sheet of facts.
  /** Whether attaching asks that the caller holds the id. */
  readonly attachBy:
    | 'holder' // It does: a condition of the argument.
    | 'anyone'; // Nobody is asked: mainline.
  /** Whether freeing asks that the driver of the device holds the id. */
  readonly freeBy:
    | 'holder' // It does: ioasid_set, for the set of the id.
    | 'anyone'; // Nobody is asked: mainline.
  /** Who may allocate from /dev/sva. */
  readonly devSvaBy:
    | 'sandbox' // Whoever the sandbox lets open it: the mail of 2020.
    | 'device-owner'; // Who has a device through VFIO: the answer to the mail (P12).
  /** What becomes of an id whose owner lets it go while a slot is attached at it. */
  readonly freeAttached:
    | 'condemn' // It stays allocated until no such slot is left: FREE_PENDING of ioasid_set.
    | 'at-once'; // It is free: mainline.
  /** When a detached slot is empty. */
  readonly drain:
    | 'asynchronous' // Once its page requests and invalidations are done, which is a step of its own.
    | 'inside-detach'; // Within the detach, which answers its page requests: 6.12.
  /** When an id that nobody holds, and no slot is attached at, may be handed out again. */
  readonly reuse:
    | 'after-drain' // Once no slot drains at it.
    | 'immediate' // At once, drained or not: mainline, whose pool and slots do not know of each other.
    | 'after-quarantine'; // Once as many others came back after it: the inactive period of ioasid_set.
  /** Which of the free ids that fit a device is handed out. */
  readonly idChoice:
    | 'any' // Any: the number is an observed input of the step.
    | 'lowest'; // The lowest: ida_alloc_range of Linux.
  /** How long an address space keeps its id. */
  readonly mmIdUntil:
    | 'address-space' // As long as it exists: 5.18 and later.
    | 'last-unbind'; // Until its last bond ends: 5.12 to 5.17.
  /** What becomes of the id that a bind gave to an address space, if the bind then fails. */
  readonly failedBind:
    | 'keeps-id' // The address space keeps it: Linux as recorded.
    | 'frees-id'; // It is taken back: a refused call that leaves nothing.
  /** What the removal of a device does to what was attached through it. */
  readonly removal:
    | 'detaches' // It is detached, and what the device asked is answered.
    | 'leaves-stale'; // Nothing: the core of 6.12.
  /** Whether address spaces can be bound at all. */
  readonly sva:
    | 'on' // They can: upstream.
    | 'off'; // They cannot: stable kernels on x86.
  /** Which actions the machine has. */
  readonly actions:
    | 'whole' // Every action of the tables.
    | 'recorded'; // Those that the recordings hold.
}

/** The named sets of decisions that an implementation can follow. */
export const POLICIES = {
  /** The design that the argument asks for. */
  reference: {
    quota: 'cgroup',
    charges: 'every-path',
    migration: 'charge-stays',
    unchargeAt: 'pool',
    attachBy: 'holder',
    freeBy: 'holder',
    devSvaBy: 'sandbox',
    freeAttached: 'condemn',
    drain: 'asynchronous',
    reuse: 'after-drain',
    idChoice: 'any',
    mmIdUntil: 'address-space',
    failedBind: 'keeps-id',
    removal: 'detaches',
    sva: 'on',
    actions: 'whole',
  },
  /** What the recorded code of 6.12.117 does (built without CONFIG_X86). */
  'linux-6.12': {
    quota: 'none',
    charges: 'every-path',
    migration: 'charge-stays',
    unchargeAt: 'pool',
    attachBy: 'anyone',
    freeBy: 'anyone',
    devSvaBy: 'sandbox',
    freeAttached: 'at-once',
    drain: 'inside-detach',
    reuse: 'immediate',
    // The recordings hold lowest numbers alone; that they are is not asked of them here.
    idChoice: 'any',
    mmIdUntil: 'address-space',
    failedBind: 'keeps-id',
    removal: 'leaves-stale',
    sva: 'on',
    actions: 'recorded',
  },
} as const satisfies Record<string, Policy>;

/** The name of such a set. */
export type Profile = keyof typeof POLICIES;

/**
 * The designs that the argument is between, as far as it turns on them. Those that were patches take
 * from the reference whatever does not decide who counts: what then fails, fails for that reason.
 */
export const DESIGNS = {
  /** V: VFIO counts what it allocates, and sees nothing else. */
  'vfio-v7': { ...POLICIES.reference, quota: 'vfio' },
  /** S: each user of VFIO has a reserve, and all others share the rest. */
  'ioasid-set-v4': { ...POLICIES.reference, quota: 'set' },
  /** G: one limit for each user, where ids are allocated. */
  'iommu-flat': { ...POLICIES.reference, quota: 'iommu' },
  /** C: a cgroup pays, where ids are allocated. */
  reference: POLICIES.reference,
  /** M: mainline, the core of 6.12 and the PASID attach of VFIO that came with 6.15. */
  mainline: { ...POLICIES['linux-6.12'], idChoice: 'lowest', actions: 'whole' },
  /** The cgroup of the series: kernel drivers are exempt, and charges move. */
  'ioasids-cgroup-rfc': {
    ...POLICIES.reference,
    charges: 'user-sets',
    migration: 'charge-moves',
  },
} as const satisfies Record<string, Policy>;

/** The name of such a design. */
export type Design = keyof typeof DESIGNS;
