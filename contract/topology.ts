import type { CgroupId } from './ids.js';

/**
 * The fixed things of one machine: how many of each entity there are and how they hang together.
 * Both sides are built from it; nothing in it changes afterwards.
 */
export interface Topology {
  /** Process numbers 0 .. processes-1 may be spawned. */
  readonly processes: number;
  /** Address space numbers 0 .. mms-1 may be in use at once; a dropped number can be used again. */
  readonly mms: number;
  /** Each device, alone in its group. `maxPasids`: valid ids are 1 .. maxPasids-1; 2 .. 2^20. */
  readonly devices: readonly { readonly maxPasids: number }[];
  /** Parents of the cgroups, in order; the first is the root and has none, others come after theirs. */
  readonly cgroups: readonly { readonly parent: CgroupId | null }[];
}
