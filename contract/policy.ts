/**
 * The decisions of the argument that this chapter can take either way. Each is read in one visible
 * place of the model.
 */
export interface Policy {
  /** Whether an id is charged to a cgroup, as the reference wants, or to nobody, as mainline does. */
  readonly quota: 'cgroup' | 'none';
  /** Whether attaching asks that the caller holds the id; mainline asks nothing. */
  readonly attachBy: 'holder' | 'anyone';
  /** Whether freeing asks that the driver of the device holds the id; mainline asks nothing. */
  readonly freeBy: 'holder' | 'anyone';
  /**
   * What becomes of an id whose owner lets it go while a slot is occupied at it: it stays allocated
   * and charged until the last such slot is empty, or it is free at once, as in mainline.
   */
  readonly freeAttached: 'condemn' | 'at-once';
  /**
   * When a detached slot is empty: once its page requests and invalidations are done, which is a
   * step of its own, or within the detach, as in 6.12.
   */
  readonly drain: 'asynchronous' | 'inside-detach';
  /** Whether address spaces can be bound at all: stable kernels switched it off on x86. */
  readonly sva: 'on' | 'off';
  /** Whether the machine has every action of the tables, or those that the recordings hold. */
  readonly actions: 'whole' | 'recorded';
}

/** The named sets of decisions. */
export const POLICIES = {
  /** The design that the argument asks for. */
  reference: {
    quota: 'cgroup',
    attachBy: 'holder',
    freeBy: 'holder',
    freeAttached: 'condemn',
    drain: 'asynchronous',
    sva: 'on',
    actions: 'whole',
  },
  /** What the recorded code of 6.12.117 does (built without CONFIG_X86). */
  'linux-6.12': {
    quota: 'none',
    attachBy: 'anyone',
    freeBy: 'anyone',
    freeAttached: 'at-once',
    drain: 'inside-detach',
    sva: 'on',
    actions: 'recorded',
  },
} as const satisfies Record<string, Policy>;

/** The name of such a set. */
export type Profile = keyof typeof POLICIES;
