import type {
  ChargeRow,
  Device,
  Driver,
  Group,
  Mdev,
  Mm,
  OpenFile,
  Process,
  Slot,
  State,
  SvaDomain,
  SvaHandle,
} from '#model';
import { EVERY_PART, PARTS } from './parts.js';

/**
 * Whether two states are equal, or as much of them as is asked for: what `firstDifference` finds
 * nothing in, written out field by field because it is asked after every step. A property changes
 * every field of reached states in turn and checks that both notice, so a field that is forgotten
 * here does not stay so.
 */
export function sameState(a: State, b: State, parts = EVERY_PART): boolean {
  const isAsked = (part: number): boolean => (parts & part) !== 0;
  return (
    a.topology === b.topology &&
    (!isAsked(PARTS.processes) || sameLists(a.processes, b.processes, sameProcess)) &&
    (!isAsked(PARTS.mms) || sameLists(a.mms, b.mms, sameMm)) &&
    (!isAsked(PARTS.devices) || sameLists(a.devices, b.devices, sameDevice)) &&
    (!isAsked(PARTS.drivers) || sameLists(a.drivers, b.drivers, sameDriver)) &&
    (!isAsked(PARTS.pool) || samePool(a.pool, b.pool)) &&
    (!isAsked(PARTS.groups) || sameLists(a.groups, b.groups, sameGroup)) &&
    (!isAsked(PARTS.svaDomains) || sameMaps(a.svaDomains, b.svaDomains, sameSvaDomain)) &&
    (!isAsked(PARTS.svaHandles) || sameMaps(a.svaHandles, b.svaHandles, sameSvaHandle)) &&
    (!isAsked(PARTS.files) || sameMaps(a.files, b.files, sameFile)) &&
    (!isAsked(PARTS.mdevs) || sameLists(a.mdevs, b.mdevs, sameMdev)) &&
    (!isAsked(PARTS.requests) || sameLists(a.requests, b.requests, sameNumbers)) &&
    (!isAsked(PARTS.outstanding) || sameLists(a.outstanding, b.outstanding, sameNumbers)) &&
    (!isAsked(PARTS.hardware) || sameLists(a.hardware, b.hardware, sameNumbers)) &&
    (!isAsked(PARTS.ledger) || sameLedger(a.ledger, b.ledger))
  );
}

export function sameProcess(a: Process, b: Process): boolean {
  if (a.phase === 'absent' || b.phase === 'absent') return a.phase === b.phase;
  if (!sameLists(a.files, b.files, sameId)) return false;
  if (a.phase === 'exited' || b.phase === 'exited') return a.phase === b.phase;
  return a.cgroup === b.cgroup && a.mm === b.mm && a.user === b.user && a.sandbox === b.sandbox;
}

export function sameMm(a: Mm, b: Mm): boolean {
  if (a.phase === 'absent' || b.phase === 'absent') return a.phase === b.phase;
  return (
    a.users === b.users &&
    a.references === b.references &&
    a.pasid === b.pasid &&
    sameLists(a.domains, b.domains, sameId)
  );
}

export function sameDevice(a: Device, b: Device): boolean {
  return a.isPlugged === b.isPlugged;
}

export function sameDriver(a: Driver, b: Driver): boolean {
  return (
    a.isBound === b.isBound &&
    a.systemPasid === b.systemPasid &&
    sameLists(a.pasids, b.pasids, sameId)
  );
}

export function samePool(a: State['pool'], b: State['pool']): boolean {
  return (
    a.allocatedCount === b.allocatedCount &&
    sameNumbers(a.chargedTo, b.chargedTo) &&
    sameNumbers(a.allocatedFor, b.allocatedFor) &&
    sameMaps(a.letGo, b.letGo, sameValue) &&
    sameMaps(a.throughVfio, b.throughVfio, sameValue) &&
    sameLists(a.quarantine, b.quarantine, sameId)
  );
}

export function sameFile(a: OpenFile, b: OpenFile): boolean {
  if (a.user !== b.user || a.references !== b.references) return false;
  if (a.kind === 'dev-sva') return b.kind === a.kind && sameLists(a.pasids, b.pasids, sameId);
  if (a.kind === 'mdev') return b.kind === a.kind && a.mdev === b.mdev;
  if (a.kind === 'work-queue') {
    return b.kind === a.kind && a.device === b.device && a.mm === b.mm && a.handle === b.handle;
  }
  return (
    b.kind === a.kind &&
    a.device === b.device &&
    sameLists(a.pasids, b.pasids, sameId) &&
    sameLists(a.allocated, b.allocated, sameId) &&
    sameNumbers(a.guestMap, b.guestMap)
  );
}

export function sameMdev(a: Mdev, b: Mdev): boolean {
  if (a.phase === 'absent' || b.phase === 'absent') return a.phase === b.phase;
  return a.device === b.device && a.file === b.file && a.pasid === b.pasid;
}

export function sameGroup(a: Group, b: Group): boolean {
  return (
    a.ownerCount === b.ownerCount &&
    a.owner === b.owner &&
    a.hasDefaultDomain === b.hasDefaultDomain &&
    a.hasBlockingDomain === b.hasBlockingDomain &&
    a.domain === b.domain &&
    sameMaps(a.slots, b.slots, sameSlot)
  );
}

export function sameSlot(a: Slot, b: Slot): boolean {
  return a.phase === b.phase && a.handle === b.handle && a.domain === b.domain;
}

export function sameSvaDomain(a: SvaDomain, b: SvaDomain): boolean {
  return a.mm === b.mm && a.iommuDriver === b.iommuDriver && a.users === b.users;
}

export function sameSvaHandle(a: SvaHandle, b: SvaHandle): boolean {
  return a.device === b.device && a.mm === b.mm && a.domain === b.domain && a.users === b.users;
}

export function sameNumbers(
  a: Readonly<Record<number, number>>,
  b: Readonly<Record<number, number>>,
): boolean {
  return sameMaps(a, b, sameId);
}

/** Whether two ledgers are equal, observers included. */
export function sameLedger(a: State['ledger'], b: State['ledger']): boolean {
  // The tree of cgroups is the topology's on both sides: no step can write to it.
  return sameLists(
    a.resources,
    b.resources,
    (one, other) =>
      one.name === other.name &&
      one.capacity === other.capacity &&
      sameLists(one.rows, other.rows, sameRow),
  );
}

export function sameRow(a: ChargeRow, b: ChargeRow): boolean {
  return (
    a.max === b.max &&
    a.current === b.current &&
    a.peak === b.peak &&
    a.events === b.events &&
    a.eventsLocal === b.eventsLocal
  );
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b;
}

export function sameId<Id extends number>(a: Id, b: Id): boolean {
  return a === b;
}

function sameLists<Item>(
  a: readonly Item[],
  b: readonly Item[],
  same: (a: Item, b: Item) => boolean,
): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) {
    if (a[i] !== b[i] && !same(a[i]!, b[i]!)) return false;
  }
  return true;
}

export function sameMaps<Item>(
  a: Readonly<Record<number, Item>>,
  b: Readonly<Record<number, Item>>,
  same: (a: Item, b: Item) => boolean,
): boolean {
  if (a === b) return true;
  for (const key in a) {
    const other = b[key];
    if (other === undefined) return false;
    if (other !== a[key] && !same(a[key]!, other)) return false;
  }
  for (const key in b) {
    if (a[key] === undefined) return false;
  }
  return true;
}
