import type { Draft } from '#declaration';
import type { State } from './state.js';

/** A deep copy that its holder may write to; it shares the topology, which nobody writes to. */
export function copyState(state: State): State {
  const copy: Draft<State> = {
    topology: state.topology as Draft<State>['topology'],
    processes: state.processes.map((process) => ({ ...process })),
    mms: state.mms.map((mm) =>
      mm.phase === 'live' ? { ...mm, domains: [...mm.domains] } : { ...mm },
    ),
    drivers: state.drivers.map(({ pasids }) => ({ pasids: [...pasids] })),
    pool: {
      allocatedCount: state.pool.allocatedCount,
      chargedTo: { ...state.pool.chargedTo },
    },
    groups: state.groups.map((group) => ({ ...group, slots: copyRecords(group.slots) })),
    svaDomains: copyRecords(state.svaDomains),
    svaHandles: copyRecords(state.svaHandles),
    hardware: state.hardware.map((entries) => ({ ...entries })),
    ledger: {
      cgroups: state.ledger.cgroups.map((cgroup) => ({ ...cgroup })),
      resources: state.ledger.resources.map((resource) => ({
        name: resource.name,
        capacity: resource.capacity,
        rows: resource.rows.map((row) => ({ ...row })),
      })),
    },
  };
  return copy;
}

function copyRecords<T extends object>(records: Readonly<Record<number, T>>): Record<number, T> {
  const copy: Record<number, T> = {};
  for (const key in records) copy[key] = { ...records[key]! };
  return copy;
}
