import type { CgroupId, ResourceId } from './ids.js';
import type { Platform } from './platform.js';
import type { ChargeView } from './view.js';

/** The fixed things of a ledger used alone: its resources, by name, and its cgroup tree. */
export interface LedgerTopology {
  readonly resources: readonly string[];
  readonly cgroups: readonly { readonly parent: CgroupId | null }[];
}

/**
 * The charge ledger alone, as the `misc` controller offers it. Answers 0 or a negated errno; a
 * resource or cgroup that does not exist is `null`.
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

/** How a ledger under test is made: every capacity 0, every limit `max`, nothing charged. */
export type LedgerDriverFactory = (
  topology: LedgerTopology,
  platform: Pick<Platform, 'warn'>,
) => LedgerDriver;
