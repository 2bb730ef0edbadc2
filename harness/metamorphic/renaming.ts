import type { Fault } from '#contract';
import { type Action, actionByKind, type Domain, type State } from '#model';
import type { Observed } from '../drive.js';

/** Kinds of entity that can be renumbered: those that parameters name, and the domains of binds. */
export type Renamed = Domain | 'sva-domain';

/** New numbers by kind; what is not listed keeps its number. */
export type Renaming = Partial<Readonly<Record<Renamed, ReadonlyMap<number, number>>>>;

/** The new number. It keeps its brand: a device stays a device. */
type To = <Id extends number>(kind: Renamed, number: Id) => Id;

function toOf(renaming: Renaming): To {
  return <Id extends number>(kind: Renamed, number: Id) =>
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
  if (outcome.kind === 'granted') return { ...outcome, pasid: to('pasid', outcome.pasid) };
  if (outcome.kind === 'found') return { ...outcome, handle: to('sva-handle', outcome.handle) };
  if (outcome.kind !== 'bound') return outcome;
  const { handle, pasid } = outcome;
  return { ...outcome, handle: to('sva-handle', handle), pasid: to('pasid', pasid) };
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
    moved(processes, 'process', to).map((process) =>
      process.phase === 'absent'
        ? process
        : { ...process, cgroup: to('cgroup', process.cgroup), mm: to('mm', process.mm) },
    ),
  mms: (mms, to) =>
    moved(mms, 'mm', to).map((mm) => {
      if (mm.phase === 'absent') return mm;
      const domains = mm.domains.map((domain) => to('sva-domain', domain));
      return { ...mm, pasid: to('pasid', mm.pasid), domains };
    }),
  drivers: (drivers, to) =>
    moved(drivers, 'device', to).map((driver) => ({
      ...driver,
      pasids: driver.pasids.map((pasid) => to('pasid', pasid)).sort((a, b) => a - b),
    })),
  pool: (pool, to) => ({
    ...pool,
    chargedTo: rekeyed(pool.chargedTo, 'pasid', to, (cgroup) => to('cgroup', cgroup)),
  }),
  groups: (groups, to) =>
    moved(groups, 'group', to).map((group) => ({
      ...group,
      slots: rekeyed(group.slots, 'pasid', to, (slot) => ({
        ...slot,
        handle: to('sva-handle', slot.handle),
        domain: to('sva-domain', slot.domain),
      })),
    })),
  svaDomains: (domains, to) =>
    rekeyed(domains, 'sva-domain', to, (domain) => ({ ...domain, mm: to('mm', domain.mm) })),
  svaHandles: (handles, to) =>
    rekeyed(handles, 'sva-handle', to, (handle) => ({
      ...handle,
      device: to('device', handle.device),
      mm: to('mm', handle.mm),
      domain: to('sva-domain', handle.domain),
    })),
  hardware: (hardware, to) =>
    moved(hardware, 'device', to).map((entries) =>
      rekeyed(entries, 'pasid', to, (domain) => to('sva-domain', domain)),
    ),
  ledger: (ledger, to) => ({
    ...ledger,
    resources: ledger.resources.map((resource) => ({
      ...resource,
      rows: moved(resource.rows, 'cgroup', to),
    })),
  }),
};

/** A list whose indices are entities of this kind. */
function moved<T>(list: readonly T[], kind: Renamed, to: To): T[] {
  const result = [...list];
  list.forEach((item, index) => {
    result[to(kind, index)] = item;
  });
  return result;
}

/** A record whose keys are entities of this kind. */
function rekeyed<T>(
  record: Readonly<Record<number, T>>,
  kind: Renamed,
  to: To,
  renamed: (item: T) => T,
): Record<number, T> {
  const entries = Object.entries(record);
  return Object.fromEntries(
    entries.map(([key, item]) => [to(kind, Number(key)), renamed(item)] as const),
  );
}
