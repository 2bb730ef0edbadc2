import type { Draft } from '#declaration';
import type { State } from './state.js';

/** A deep copy that its holder may write to; it shares the topology, which nobody writes to. */
export function copyState(state: State): State {
  const copy: Draft<State> = {
    topology: state.topology as Draft<State>['topology'],
    processes: state.processes.map((process) => ({ ...process })),
    mms: state.mms.map((mm) => ({ ...mm })),
    drivers: state.drivers.map(({ pasids }) => ({ pasids: [...pasids] })),
    pool: {
      allocatedCount: state.pool.allocatedCount,
      chargedTo: { ...state.pool.chargedTo },
    },
    slots: state.slots.map(copySlots),
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

function copySlots(slots: State['slots'][number]): Draft<State['slots'][number]> {
  const copy: Draft<State['slots'][number]> = {};
  for (const key in slots) copy[key] = { ...slots[key]! };
  return copy;
}
