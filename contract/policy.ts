/**
 * The decisions of the argument that this chapter can take either way. Each is read in one visible
 * place of the model.
 */
export interface Policy {
  /** Whether an id is charged to a cgroup, as the reference wants, or to nobody, as mainline does. */
  readonly quota: 'cgroup' | 'none';
  /** Whether attaching asks that the driver of the device holds the id; mainline asks nothing. */
  readonly attachBy: 'holder' | 'anyone';
  /** Whether freeing asks that the driver of the device holds the id; mainline asks nothing. */
  readonly freeBy: 'holder' | 'anyone';
  /** Whether address spaces can be bound at all: stable kernels switched it off on x86. */
  readonly sva: 'on' | 'off';
}

/** The named sets of decisions. */
export const POLICIES = {
  /** The design that the argument asks for. */
  reference: { quota: 'cgroup', attachBy: 'holder', freeBy: 'holder', sva: 'on' },
  /** What the recorded code of 6.12.117 does (built without CONFIG_X86). */
  'linux-6.12': { quota: 'none', attachBy: 'anyone', freeBy: 'anyone', sva: 'on' },
} as const satisfies Record<string, Policy>;

/** The name of such a set. */
export type Profile = keyof typeof POLICIES;
