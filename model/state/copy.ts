import type { Pasid } from '#contract';
import type { Draft } from '#declaration';
import { isVfioAllocating } from '../policy/parts.js';
import type { OpenFile, State } from './state.js';

/** A deep copy that its holder may write to; it shares the topology, which nobody writes to. */
export function copyState(state: State): State {
  const { policy } = state.topology;
  const { throughVfio, quarantine } = state.pool;
  const copy: Draft<State> = {
    topology: state.topology as Draft<State>['topology'],
    processes: state.processes.map((process) =>
      process.phase === 'absent' ? { ...process } : { ...process, files: [...process.files] },
    ),
    mms: state.mms.map((mm) =>
      mm.phase === 'live' ? { ...mm, domains: [...mm.domains] } : { ...mm },
    ),
    devices: state.devices.map((device) => ({ ...device })),
    drivers: state.drivers.map((driver) => ({ ...driver, pasids: [...driver.pasids] })),
    pool: {
      allocatedCount: state.pool.allocatedCount,
      chargedTo: { ...state.pool.chargedTo },
      allocatedFor: { ...state.pool.allocatedFor },
      letGo: { ...state.pool.letGo },
      // Shared where the policy has nothing put into them, as in the states of a search.
      throughVfio: isVfioAllocating(policy) ? { ...throughVfio } : throughVfio,
      quarantine: policy.reuse === 'after-quarantine' ? [...quarantine] : (quarantine as Pasid[]),
    },
    groups: state.groups.map((group) => ({ ...group, slots: copyRecords(group.slots) })),
    svaDomains: copyRecords(state.svaDomains),
    svaHandles: copyRecords(state.svaHandles),
    files: copyFiles(state.files),
    mdevs: state.mdevs.map((mdev) => ({ ...mdev })),
    requests: state.requests.map((counts) => ({ ...counts })),
    outstanding: state.outstanding.map((counts) => ({ ...counts })),
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

function copyFiles(files: State['files']): Record<number, Draft<OpenFile>> {
  const copy: Record<number, Draft<OpenFile>> = {};
  for (const key in files) {
    const file = files[key]!;
    if (file.kind === 'dev-sva') copy[key] = { ...file, pasids: [...file.pasids] };
    else if (file.kind !== 'vfio') copy[key] = { ...file };
    else {
      const { pasids, allocated, guestMap } = file;
      copy[key] = {
        ...file,
        pasids: [...pasids],
        allocated: [...allocated],
        guestMap: { ...guestMap },
      };
    }
  }
  return copy;
}

function copyRecords<T extends object>(records: Readonly<Record<number, T>>): Record<number, T> {
  const copy: Record<number, T> = {};
  for (const key in records) copy[key] = { ...records[key]! };
  return copy;
}
