import { type CgroupId, type LedgerTopology, UNLIMITED } from '#contract';

/** A charge ledger: for each resource what each cgroup may use, uses, and has been refused. */
export interface Ledger {
  /** The cgroup tree; index: CgroupId, the root first. */
  readonly cgroups: readonly { readonly parent: CgroupId | null }[];
  /** Index: ResourceId. */
  readonly resources: readonly LedgerResource[];
}

/** One countable resource (`misc_res_type`, 6.12). */
export interface LedgerResource {
  readonly name: string;
  /** How much of it exists; 0 switches the resource off. */
  readonly capacity: number;
  /** Index: CgroupId. */
  readonly rows: readonly ChargeRow[];
}

/** What one cgroup knows of one resource (`struct misc_res`, 6.12). */
export interface ChargeRow {
  readonly max: number;
  /** Usage of the whole subtree; below 0 only after someone gave back more than was taken. */
  readonly current: number;
  /** The greatest usage accepted at this level, a later roll-back notwithstanding. Decides nothing. */
  readonly peak: number;
  /** Refusals in the subtree; stays 0 on the root. Decides nothing. */
  readonly events: number;
  /** Refusals found at this very level. Decides nothing. */
  readonly eventsLocal: number;
}

/** A ledger nobody has used: every resource is off, no cgroup has a limit, nothing is charged. */
export function emptyLedger({ resources, cgroups }: LedgerTopology): Ledger {
  return {
    cgroups: cgroups.map(({ parent }) => ({ parent })),
    resources: resources.map((name) => ({
      name,
      capacity: 0,
      rows: cgroups.map(() => ({
        max: UNLIMITED,
        current: 0,
        peak: 0,
        events: 0,
        eventsLocal: 0,
      })),
    })),
  };
}
