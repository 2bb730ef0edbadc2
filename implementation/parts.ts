import { type LedgerTopology, PASID_LIMIT, type Topology } from '#contract';
import { ChargeLedger } from './charge-ledger.js';
import { DeviceTable } from './device-table.js';
import { DriverRecords } from './driver-records.js';
import { FileRecords } from './file-records.js';
import { FileTable } from './file-table.js';
import { GroupTable } from './group-table.js';
import { GuestMaps } from './guest-maps.js';
import { Holdings } from './holdings.js';
import { MdevTable } from './mdev-table.js';
import { MmTable } from './mm-table.js';
import { PageRequests } from './page-requests.js';
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
  readonly devices: typeof DeviceTable;
  readonly files: typeof FileTable;
  readonly holdings: typeof Holdings;
  readonly devSvaRecords: typeof FileRecords;
  readonly vfioRecords: typeof FileRecords;
  readonly guestMaps: typeof GuestMaps;
  readonly mdevs: typeof MdevTable;
  readonly requests: typeof PageRequests;
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
  devices: DeviceTable,
  files: FileTable,
  holdings: Holdings,
  devSvaRecords: FileRecords,
  vfioRecords: FileRecords,
  guestMaps: GuestMaps,
  mdevs: MdevTable,
  requests: PageRequests,
};

/** Refuse a machine that the tables do not speak of, before anything is sized after it. */
export function assertTopology(topology: Topology): void {
  const { devices, groups, sandboxes, cgroups } = topology;
  devices.forEach(({ maxPasids, group }, device) => {
    expectCount(maxPasids, `maxPasids of device ${device}`);
    if (group === null || group in groups) return;
    throw new Error(
      `topology: expected the group of device ${device} to be null or below ${groups.length}, ` +
        `found ${group}`,
    );
  });
  expectCount(topology.svaHandles, 'svaHandles');
  expectCount(topology.files, 'files');
  expectCount(topology.mdevs, 'mdevs');
  expectCount(topology.guestPasids, 'guestPasids');
  if (topology.users < 1) throw new Error('topology: expected a user, found no user');
  if (sandboxes.length === 0) throw new Error('topology: expected a sandbox, found no sandbox');
  sandboxes.forEach(({ vfio, workQueues, mdevs }, sandbox) => {
    expectNodes(vfio, devices.length, `vfio of sandbox ${sandbox}`);
    expectNodes(workQueues, devices.length, `workQueues of sandbox ${sandbox}`);
    expectNodes(mdevs, topology.mdevs, `mdevs of sandbox ${sandbox}`);
  });
  assertTree(cgroups);
}

function expectNodes(nodes: readonly number[], limit: number, what: string): void {
  const unknown = nodes.find((node) => node < 0 || node >= limit);
  if (unknown === undefined) return;
  throw new Error(`topology: expected ${what} to be below ${limit}, found ${unknown}`);
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
