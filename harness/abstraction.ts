import {
  type CgroupId,
  type ChargeView,
  type DomainId,
  type Pasid,
  type SystemView,
  type Topology,
  UNLIMITED,
} from '#contract';
import type { Group, Mm, Process, Slot, State, SvaDomain, SvaHandle } from '#model';
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
  for (const { process, cgroup, mm } of view.processes) {
    processes[process] = { phase: 'running', cgroup, mm };
  }
  const mms = new Array<Mm>(topology.mms).fill(ABSENT);
  for (const { mm, users, references, pasid, domains } of view.mms) {
    mms[mm] = { phase: 'live', users, references, pasid, domains };
  }
  const drivers = topology.devices.map(() => ({ pasids: [] as Pasid[] }));
  for (const { device, pasid } of view.driverPasids) drivers[device]?.pasids.push(pasid);
  const chargedTo: Record<number, CgroupId> = {};
  for (const entry of view.pool.allocated) chargedTo[entry.pasid] = entry.chargedTo;
  return {
    topology,
    processes,
    mms,
    drivers,
    pool: { allocatedCount: view.pool.allocatedCount, chargedTo },
    groups: view.groups.map(groupOf),
    svaDomains: svaDomainsOf(view),
    svaHandles: svaHandlesOf(view),
    hardware: embedding.hardware.map(byPasid),
    ledger: ledgerOf(topology, view.cgroups),
  };
}

const ABSENT = { phase: 'absent' } as const;

function groupOf(group: SystemView['groups'][number]): Group {
  const slots: Record<number, Slot> = {};
  for (const { pasid, handle, domain } of group.slots) slots[pasid] = { handle, domain };
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

function byPasid(told: ReadonlyMap<Pasid, DomainId>): Record<number, DomainId> {
  const record: Record<number, DomainId> = {};
  for (const [pasid, domain] of told) record[pasid] = domain;
  return record;
}

function ledgerOf(topology: Topology, rows: readonly ChargeView[]): State['ledger'] {
  const resource = { name: 'pasid', capacity: UNLIMITED, rows };
  return { cgroups: topology.cgroups, resources: [resource] };
}
