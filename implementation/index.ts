/** The door: the optimized PASID subsystem, the parts it is composed of, and its ledger alone. */
import type { LedgerDriver, LedgerTopology, PasidDriver, Platform, Topology } from '#contract';
import { ChargeLedger } from './charge-ledger.js';
import { assertTree, type PartClasses } from './parts.js';
import { withChecks } from './representation.js';
import { PasidSubsystem } from './subsystem.js';

export { ChargeLedger } from './charge-ledger.js';
export { DeviceTable } from './device-table.js';
export { FileTable } from './file-table.js';
export { GroupTable } from './group-table.js';
export { GuestMaps } from './guest-maps.js';
export { MdevTable } from './mdev-table.js';
export { MmTable } from './mm-table.js';
export { PageRequests } from './page-requests.js';
export type { PartClasses } from './parts.js';
export { PasidPool } from './pasid-pool.js';
export { SlotTable } from './slot-table.js';
export { PasidSubsystem } from './subsystem.js';
export { SvaDomains } from './sva-domains.js';
export { SvaHandles } from './sva-handles.js';

/** How a driver is made. */
export interface DriverOptions {
  /** Check the representation at entry and exit of each call; costs what the topology costs. */
  readonly debug?: boolean;
}

/** How a PASID subsystem is made. */
export interface PasidDriverOptions extends DriverOptions {
  /** Classes to compose the subsystem of, where they are not the ones that ship. */
  readonly parts?: Partial<PartClasses>;
}

/** A PASID subsystem, freshly booted: nothing runs, every limit is `max`. */
export function createPasidDriver(
  topology: Topology,
  platform: Platform,
  options: PasidDriverOptions = {},
): PasidDriver {
  const subsystem = new PasidSubsystem(topology, platform, options.parts);
  return options.debug === true ? withChecks(subsystem) : subsystem;
}

/** The charge ledger alone: every capacity 0, every limit `max`, nothing charged. */
export function createLedgerDriver(
  topology: LedgerTopology,
  platform: Pick<Platform, 'warn'>,
  options: DriverOptions = {},
): LedgerDriver {
  assertTree(topology.cgroups);
  const ledger = new ChargeLedger(topology, platform);
  return options.debug === true ? withChecks(ledger) : ledger;
}
