import {
  type CgroupId,
  type ChargeView,
  NO_CGROUP,
  type Pasid,
  type SystemView,
  type Topology,
  UNLIMITED,
  type UserId,
} from '#contract';
import type { Group, Mdev, Mm, OpenFile, Process, Slot, State, SvaDomain, SvaHandle } from '#model';
import type { System } from './target.js';

/**
 * The map from the system under test to the model: what it answers about itself, and what the
 * devices were told, read as a state of the reference machine. The claim of this project is that
 * this map commutes with every step.
 *
 * Nothing is repaired on the way: two records that contradict each other arrive as they are, or an
 * invariant that relates them could not fail.
 */
export function abstraction({ topology, driver, embedding }: System): State {
  const view = driver.view();
  const processes = new Array<Process>(topology.processes).fill(ABSENT);
  for (const { process, ...running } of view.processes) {
    processes[process] = { phase: 'running', ...running };
  }
  for (const { process, files } of view.exitedProcesses) {
    processes[process] = { phase: 'exited', files };
  }
  const mms = new Array<Mm>(topology.mms).fill(ABSENT);
  for (const { mm, users, references, pasid, domains } of view.mms) {
    mms[mm] = { phase: 'live', users, references, pasid, domains };
  }
  const drivers = view.devices.map(({ hasKernelDriver, systemPasid }) => ({
    isBound: hasKernelDriver,
    pasids: [] as Pasid[],
    systemPasid,
  }));
  for (const { device, pasid } of view.driverPasids) drivers[device]?.pasids.push(pasid);
  const mdevs = new Array<Mdev>(topology.mdevs).fill(ABSENT);
  for (const { mdev, device, file, pasid } of view.mdevs) {
    mdevs[mdev] = { phase: 'created', device, file, pasid };
  }
  const requests = topology.devices.map((): Record<number, number> => ({}));
  for (const { device, pasid, count } of view.pageRequests) requests[device]![pasid] = count;
  return {
    topology,
    processes,
    mms,
    devices: view.devices.map(({ isPlugged }) => ({ isPlugged })),
    drivers,
    pool: poolOf(topology, view),
    groups: view.groups.map(groupOf),
    svaDomains: svaDomainsOf(view),
    svaHandles: svaHandlesOf(view),
    files: filesOf(view),
    mdevs,
    requests,
    outstanding: embedding.outstanding.map(byPasid),
    hardware: embedding.hardware.map(byPasid),
    ledger: ledgerOf(topology, view.cgroups),
  };
}

const ABSENT = { phase: 'absent' } as const;

function groupOf(group: SystemView['groups'][number]): Group {
  const slots: Record<number, Slot> = {};
  for (const { pasid, phase, handle, domain } of group.slots) {
    slots[pasid] = { phase, handle, domain };
  }
  const { ownerCount, owner, hasDefaultDomain, hasBlockingDomain, domain } = group;
  return { ownerCount, owner, hasDefaultDomain, hasBlockingDomain, domain, slots };
}

function svaDomainsOf(view: SystemView): Record<number, SvaDomain> {
  const byNumber: Record<number, SvaDomain> = {};
  for (const { domain, mm, iommuDriver, users } of view.svaDomains) {
    byNumber[domain] = { mm, iommuDriver, users };
  }
  return byNumber;
}

function svaHandlesOf(view: SystemView): Record<number, SvaHandle> {
  const byNumber: Record<number, SvaHandle> = {};
  for (const { handle, device, mm, domain, users } of view.svaHandles) {
    byNumber[handle] = { device, mm, domain, users };
  }
  return byNumber;
}

function poolOf({ policy }: Topology, { pool }: SystemView): State['pool'] {
  const chargedTo: Record<number, CgroupId> = {};
  const allocatedFor: Record<number, UserId> = {};
  const letGo: Record<number, true> = {};
  for (const entry of pool.allocated) {
    // Where ids are charged to nobody, a view says nothing of cgroups.
    chargedTo[entry.pasid] = policy.quota === 'cgroup' ? entry.chargedTo : NO_CGROUP;
    allocatedFor[entry.pasid] = entry.user;
    if (entry.isLetGo) letGo[entry.pasid] = true;
  }
  const { allocatedCount } = pool;
  return { allocatedCount, chargedTo, allocatedFor, letGo, throughVfio: {}, quarantine: [] };
}

function filesOf(view: SystemView): Record<number, OpenFile> {
  const byNumber: Record<number, OpenFile> = {};
  for (const file of view.files) byNumber[file.file] = fileOf(file);
  return byNumber;
}

function fileOf(file: SystemView['files'][number]): OpenFile {
  const { kind, user, references, pasids, handle, guestMap } = file;
  switch (kind) {
    case 'dev-sva':
      return { kind, user, references, pasids };
    case 'work-queue':
      return { kind, user, references, device: file.device!, mm: file.mm!, handle };
    case 'vfio': {
      const map: Record<number, Pasid> = {};
      for (const { guest, pasid } of guestMap) map[guest] = pasid;
      const device = file.device!;
      return { kind, user, references, device, pasids, allocated: [], guestMap: map };
    }
    case 'mdev':
      return { kind, user, references, mdev: file.mdev! };
  }
}

function byPasid<T>(told: ReadonlyMap<Pasid, T>): Record<number, T> {
  const record: Record<number, T> = {};
  for (const [pasid, value] of told) record[pasid] = value;
  return record;
}

function ledgerOf(topology: Topology, rows: readonly ChargeView[]): State['ledger'] {
  const resource = { name: 'pasid', capacity: UNLIMITED, rows };
  return { cgroups: topology.cgroups, resources: [resource] };
}
