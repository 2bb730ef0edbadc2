import type { Fault, Pasid } from '#contract';
import { type Action, actionByKind, type Domain, type OpenFile, type State } from '#model';
import type { Observed } from '../drive.js';

/**
 * New numbers by kind of entity; what is not listed keeps its number. All domains share one row of
 * numbers, and so do all handles: what parameters cannot name is renumbered as what they can.
 */
export type Renaming = Partial<Readonly<Record<Domain, ReadonlyMap<number, number>>>>;

/** The new number. It keeps its brand: a device stays a device. */
type To = <Id extends number>(kind: Domain, number: Id) => Id;

function toOf(renaming: Renaming): To {
  return <Id extends number>(kind: Domain, number: Id) =>
    (renaming[kind]?.get(number) ?? number) as Id;
}

/** An action with its arguments renumbered, each by the domain of its parameter. */
export function renamedAction(action: Action, renaming: Renaming): Action {
  const to = toOf(renaming);
  const renamed: Record<string, unknown> = { ...action };
  for (const [name, domain] of Object.entries<Domain>(actionByKind[action.kind].params)) {
    renamed[name] = to(domain, renamed[name] as number);
  }
  return renamed as unknown as Action;
}

/** Failures with the members they hit renumbered. */
export function renamedFaults(faults: readonly Fault[], renaming: Renaming): readonly Fault[] {
  const to = toOf(renaming);
  return faults.map((fault) =>
    fault.device === undefined ? fault : { ...fault, device: to('device', fault.device) },
  );
}

/** An answer with the ids in it renumbered. */
export function renamedOutcome(outcome: Observed, renaming: Renaming): Observed {
  const to = toOf(renaming);
  switch (outcome.kind) {
    case 'granted':
      return { ...outcome, pasid: to('pasid', outcome.pasid) };
    case 'found':
      return { ...outcome, handle: to('sva-handle', outcome.handle) };
    case 'reached':
      return { ...outcome, domain: to('domain', outcome.domain) };
    case 'bound': {
      const { handle, pasid } = outcome;
      return { ...outcome, handle: to('sva-handle', handle), pasid: to('pasid', pasid) };
    }
    case 'opened': {
      const { file, pasid } = outcome;
      return { ...outcome, file: to('file', file), pasid: to('pasid', pasid) };
    }
    case 'done':
    case 'answered':
    case 'faulted':
    case 'refused':
    case 'nonsense':
      return outcome;
  }
}

/** The state in which everything has its new number. */
export function renamedState(state: State, renaming: Renaming): State {
  const to = toOf(renaming);
  const renamed = Object.entries(rows).map(([name, rename]) => {
    // The row's parameter type is the field's own; the table's index type cannot say so.
    return [name, (rename as (part: unknown, to: To) => unknown)(state[name as keyof State], to)];
  });
  return Object.fromEntries(renamed) as unknown as State;
}

/** Where each part of a state names entities. A part that is forgotten does not compile. */
const rows: { readonly [Part in keyof State]: (part: State[Part], to: To) => State[Part] } = {
  topology: (topology) => topology,
  processes: (processes, to) =>
    moved(processes, 'process', to).map((process) => {
      if (process.phase === 'absent') return process;
      const files = inOrder(process.files, 'file', to);
      if (process.phase === 'exited') return { ...process, files };
      const { cgroup, mm } = process;
      return { ...process, files, cgroup: to('cgroup', cgroup), mm: to('mm', mm) };
    }),
  mms: (mms, to) =>
    moved(mms, 'mm', to).map((mm) => {
      if (mm.phase === 'absent') return mm;
      const domains = mm.domains.map((domain) => to('domain', domain));
      return { ...mm, pasid: to('pasid', mm.pasid), domains };
    }),
  devices: (devices, to) => moved(devices, 'device', to),
  drivers: (drivers, to) =>
    moved(drivers, 'device', to).map((driver) => ({
      ...driver,
      pasids: inOrder(driver.pasids, 'pasid', to),
      systemPasid: to('pasid', driver.systemPasid),
    })),
  pool: ({ allocatedCount, chargedTo, allocatedFor, letGo, throughVfio, quarantine }, to) => ({
    allocatedCount,
    chargedTo: rekeyed(chargedTo, 'pasid', to, (cgroup) => to('cgroup', cgroup)),
    allocatedFor: rekeyed(allocatedFor, 'pasid', to, same),
    letGo: rekeyed(letGo, 'pasid', to, same),
    throughVfio: rekeyed(throughVfio, 'pasid', to, same),
    quarantine: quarantine.map((pasid) => to('pasid', pasid)),
  }),
  groups: (groups, to) =>
    moved(groups, 'group', to).map((group) => ({
      ...group,
      owner: to('owner', group.owner),
      slots: rekeyed(group.slots, 'pasid', to, (slot) => ({
        ...slot,
        handle: to('sva-handle', slot.handle),
        domain: to('domain', slot.domain),
      })),
    })),
  svaDomains: (domains, to) =>
    rekeyed(domains, 'domain', to, (domain) => ({ ...domain, mm: to('mm', domain.mm) })),
  svaHandles: (handles, to) =>
    rekeyed(handles, 'sva-handle', to, (handle) => ({
      ...handle,
      device: to('device', handle.device),
      mm: to('mm', handle.mm),
      domain: to('domain', handle.domain),
    })),
  files: (files, to) => rekeyed(files, 'file', to, (file) => renamedFile(file, to)),
  mdevs: (mdevs, to) =>
    moved(mdevs, 'mdev', to).map((mdev) => {
      if (mdev.phase === 'absent') return mdev;
      const { device, file, pasid } = mdev;
      const renamed = { device: to('device', device), file: to('file', file) };
      return { ...mdev, ...renamed, pasid: to('pasid', pasid) };
    }),
  requests: (requests, to) => countsOf(requests, to),
  outstanding: (outstanding, to) => countsOf(outstanding, to),
  hardware: (hardware, to) =>
    moved(hardware, 'device', to).map((entries) =>
      rekeyed(entries, 'pasid', to, (domain) => to('domain', domain)),
    ),
  ledger: (ledger, to) => ({
    ...ledger,
    resources: ledger.resources.map((resource) => ({
      ...resource,
      rows: moved(resource.rows, 'cgroup', to),
    })),
  }),
};

function renamedFile(file: OpenFile, to: To): OpenFile {
  switch (file.kind) {
    case 'dev-sva':
      return { ...file, pasids: inOrder(file.pasids, 'pasid', to) };
    case 'work-queue': {
      const { device, mm, handle } = file;
      const renamed = { device: to('device', device), mm: to('mm', mm) };
      return { ...file, ...renamed, handle: to('sva-handle', handle) };
    }
    case 'vfio': {
      const { device, pasids, allocated, guestMap } = file;
      const map = rekeyed(guestMap, 'guest-pasid', to, (pasid: Pasid) => to('pasid', pasid));
      const renamed = {
        device: to('device', device),
        pasids: inOrder(pasids, 'pasid', to),
        allocated: inOrder(allocated, 'pasid', to),
      };
      return { ...file, ...renamed, guestMap: map };
    }
    case 'mdev':
      return { ...file, mdev: to('mdev', file.mdev) };
  }
}

function countsOf(counts: State['requests'], to: To): State['requests'] {
  return moved(counts, 'device', to).map((byPasid) => rekeyed(byPasid, 'pasid', to, same));
}

/** A record of ids of this kind, in rising order also by their new numbers. */
function inOrder<Id extends number>(ids: readonly Id[], kind: Domain, to: To): readonly Id[] {
  return ids.map((id) => to(kind, id)).sort((a, b) => a - b);
}

function same<T>(item: T): T {
  return item;
}

/** A list whose indices are entities of this kind. */
function moved<T>(list: readonly T[], kind: Domain, to: To): T[] {
  const result = [...list];
  list.forEach((item, index) => {
    result[to(kind, index)] = item;
  });
  return result;
}

/** A record whose keys are entities of this kind. */
function rekeyed<T>(
  record: Readonly<Record<number, T>>,
  kind: Domain,
  to: To,
  renamed: (item: T) => T,
): Record<number, T> {
  const entries = Object.entries(record);
  return Object.fromEntries(
    entries.map(([key, item]) => [to(kind, Number(key)), renamed(item)] as const),
  );
}
