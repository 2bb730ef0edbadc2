import type { CgroupId, ChargeView, MmId, Pasid, Topology } from '#contract';
import { UNLIMITED } from '#contract';
import type { Mm, Process, Slot, State } from '#model';
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
  const processes: Process[] = new Array<Process>(topology.processes).fill(ABSENT);
  for (const { process, cgroup, mm } of view.processes) {
    processes[process] = { phase: 'running', cgroup, mm };
  }
  const mms: Mm[] = new Array<Mm>(topology.mms).fill(ABSENT);
  for (const { mm, users, references, pasid } of view.mms) {
    mms[mm] = { phase: 'live', users, references, pasid };
  }
  const drivers = topology.devices.map(() => ({ pasids: [] as Pasid[] }));
  for (const { device, pasid } of view.driverPasids) drivers[device]?.pasids.push(pasid);
  const chargedTo: Record<number, CgroupId> = {};
  for (const entry of view.pool.allocated) chargedTo[entry.pasid] = entry.chargedTo;
  const slots = topology.devices.map((): Record<number, Slot> => ({}));
  for (const { device, pasid, mm, users } of view.slots) {
    const ofDevice = slots[device];
    if (ofDevice !== undefined) ofDevice[pasid] = { mm, users };
  }
  return {
    topology,
    processes,
    mms,
    drivers,
    pool: { allocatedCount: view.pool.allocatedCount, chargedTo },
    slots,
    hardware: embedding.hardware.map(byPasid),
    ledger: ledgerOf(topology, view.cgroups),
  };
}

const ABSENT = { phase: 'absent' } as const;

function byPasid(told: ReadonlyMap<Pasid, MmId>): Record<number, MmId> {
  const record: Record<number, MmId> = {};
  for (const [pasid, mm] of told) record[pasid] = mm;
  return record;
}

function ledgerOf(topology: Topology, rows: readonly ChargeView[]): State['ledger'] {
  const resource = { name: 'pasid', capacity: UNLIMITED, rows };
  return { cgroups: topology.cgroups, resources: [resource] };
}
