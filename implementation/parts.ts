import { type LedgerTopology, PASID_LIMIT, type Topology } from '#contract';
import { BondTable } from './bond-table.js';
import { ChargeLedger } from './charge-ledger.js';
import { DriverRecords } from './driver-records.js';
import { MmTable } from './mm-table.js';
import { PasidPool } from './pasid-pool.js';
import { ProcessTable } from './process-table.js';

/** The classes a subsystem is composed of, one for each kind of record it keeps. */
export interface PartClasses {
  readonly pool: typeof PasidPool;
  readonly ledger: typeof ChargeLedger;
  readonly processes: typeof ProcessTable;
  readonly mms: typeof MmTable;
  readonly bonds: typeof BondTable;
  readonly driverRecords: typeof DriverRecords;
}

/** What ships. */
export const DEFAULT_PARTS: PartClasses = {
  pool: PasidPool,
  ledger: ChargeLedger,
  processes: ProcessTable,
  mms: MmTable,
  bonds: BondTable,
  driverRecords: DriverRecords,
};

/** Refuse a machine that the tables do not speak of, before anything is sized after it. */
export function assertTopology({ devices, cgroups }: Topology): void {
  devices.forEach(({ maxPasids }, device) => {
    if (Number.isInteger(maxPasids) && maxPasids >= 2 && maxPasids <= PASID_LIMIT) return;
    throw new Error(
      `topology: expected maxPasids of device ${device} to be 2 .. ${PASID_LIMIT}, ` +
        `found ${maxPasids}`,
    );
  });
  assertTree(cgroups);
}

/** Refuse a cgroup tree whose first node is not its root or in which a node precedes its parent. */
export function assertTree(cgroups: LedgerTopology['cgroups']): void {
  if (cgroups.length === 0) throw new Error('topology: expected a root cgroup, found no cgroup');
  cgroups.forEach(({ parent }, cgroup) => {
    if (cgroup === 0 ? parent === null : parent !== null && parent >= 0 && parent < cgroup) return;
    throw new Error(
      `topology: expected the parent of cgroup ${cgroup} to come before it ` +
        `(null for cgroup 0 only), found ${parent}`,
    );
  });
}
