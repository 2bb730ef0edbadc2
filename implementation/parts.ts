import { type LedgerTopology, PASID_LIMIT, type Topology } from '#contract';
import { ChargeLedger } from './charge-ledger.js';
import { DriverRecords } from './driver-records.js';
import { GroupTable } from './group-table.js';
import { MmTable } from './mm-table.js';
import { PasidPool } from './pasid-pool.js';
import { ProcessTable } from './process-table.js';
import { SlotTable } from './slot-table.js';
import { SvaDomains } from './sva-domains.js';
import { SvaHandles } from './sva-handles.js';

/** The classes a subsystem is composed of, one for each kind of record it keeps. */
export interface PartClasses {
  readonly pool: typeof PasidPool;
  readonly ledger: typeof ChargeLedger;
  readonly processes: typeof ProcessTable;
  readonly mms: typeof MmTable;
  readonly driverRecords: typeof DriverRecords;
  readonly groups: typeof GroupTable;
  readonly slots: typeof SlotTable;
  readonly svaDomains: typeof SvaDomains;
  readonly svaHandles: typeof SvaHandles;
}

/** What ships. */
export const DEFAULT_PARTS: PartClasses = {
  pool: PasidPool,
  ledger: ChargeLedger,
  processes: ProcessTable,
  mms: MmTable,
  driverRecords: DriverRecords,
  groups: GroupTable,
  slots: SlotTable,
  svaDomains: SvaDomains,
  svaHandles: SvaHandles,
};

/** Refuse a machine that the tables do not speak of, before anything is sized after it. */
export function assertTopology({ devices, groups, svaHandles, cgroups }: Topology): void {
  devices.forEach(({ maxPasids, group }, device) => {
    expectCount(maxPasids, `maxPasids of device ${device}`);
    if (group === null || group in groups) return;
    throw new Error(
      `topology: expected the group of device ${device} to be null or below ${groups.length}, ` +
        `found ${group}`,
    );
  });
  expectCount(svaHandles, 'svaHandles');
  assertTree(cgroups);
}

function expectCount(count: number, what: string): void {
  if (Number.isInteger(count) && count >= 0 && count <= PASID_LIMIT) return;
  throw new Error(`topology: expected ${what} to be 0 .. ${PASID_LIMIT}, found ${count}`);
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
