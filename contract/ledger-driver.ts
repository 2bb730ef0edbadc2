import type { CgroupId, ResourceId } from './ids.js';
import type { ChargeView } from './view.js';

/** The fixed things of a ledger used alone: its resources, by name, and its cgroup tree. */
export interface LedgerTopology {
  readonly resources: readonly string[];
  readonly cgroups: readonly { readonly parent: CgroupId | null }[];
}

/**
 * The charge ledger alone, as the `misc` controller offers it: when made, every capacity is 0, every
 * limit `max` and nothing charged. Answers 0 or a negated errno; a resource or cgroup that does not
 * exist is `null`. A call that takes a level below 0 warns.
 */
export interface LedgerDriver {
  setCapacity(resource: ResourceId | null, capacity: number): number;
  setMax(resource: ResourceId, cgroup: CgroupId, max: number): number;
  tryCharge(resource: ResourceId | null, cgroup: CgroupId | null, amount: number): number;
  uncharge(resource: ResourceId | null, cgroup: CgroupId | null, amount: number): void;

  /** The capacity of a resource; 0 means the resource is off. */
  capacity(resource: ResourceId): number;
  /** One row of the ledger. */
  charge(resource: ResourceId, cgroup: CgroupId): ChargeView;
}
