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

/**
 * Whether two states are equal: what `firstDifference` finds nothing in, written out field by field
 * because it is asked after every step. A property changes every field of reached states in turn and
 * checks that both notice, so a field that is forgotten here does not stay so.
 */
export function sameState(a: State, b: State): boolean {
  return (
    a.topology === b.topology &&
    sameLists(a.processes, b.processes, sameProcess) &&
    sameLists(a.mms, b.mms, sameMm) &&
    sameLists(a.devices, b.devices, sameDevice) &&
    sameLists(a.drivers, b.drivers, sameDriver) &&
    samePool(a.pool, b.pool) &&
    sameLists(a.groups, b.groups, sameGroup) &&
    sameMaps(a.svaDomains, b.svaDomains, sameSvaDomain) &&
    sameMaps(a.svaHandles, b.svaHandles, sameSvaHandle) &&
    sameMaps(a.files, b.files, sameFile) &&
    sameLists(a.mdevs, b.mdevs, sameMdev) &&
    sameLists(a.requests, b.requests, sameNumbers) &&
    sameLists(a.outstanding, b.outstanding, sameNumbers) &&
    sameLists(a.hardware, b.hardware, sameNumbers) &&
    sameLedger(a.ledger, b.ledger)
  );
}

function sameProcess(a: Process, b: Process): boolean {
  if (a.phase === 'absent' || b.phase === 'absent') return a.phase === b.phase;
  if (!sameLists(a.files, b.files, sameId)) return false;
  if (a.phase === 'exited' || b.phase === 'exited') return a.phase === b.phase;
  return a.cgroup === b.cgroup && a.mm === b.mm && a.user === b.user && a.sandbox === b.sandbox;
}

function sameMm(a: Mm, b: Mm): boolean {
  if (a.phase === 'absent' || b.phase === 'absent') return a.phase === b.phase;
  return (
    a.users === b.users &&
    a.references === b.references &&
    a.pasid === b.pasid &&
    sameLists(a.domains, b.domains, sameId)
  );
}

function sameDevice(a: Device, b: Device): boolean {
  return a.isPlugged === b.isPlugged;
}

function sameDriver(a: Driver, b: Driver): boolean {
  return (
    a.isBound === b.isBound &&
    a.systemPasid === b.systemPasid &&
    sameLists(a.pasids, b.pasids, sameId)
  );
}

function samePool(a: State['pool'], b: State['pool']): boolean {
  return (
    a.allocatedCount === b.allocatedCount &&
    sameNumbers(a.chargedTo, b.chargedTo) &&
    sameNumbers(a.allocatedFor, b.allocatedFor) &&
    sameMaps(a.letGo, b.letGo, sameValue) &&
    sameMaps(a.throughVfio, b.throughVfio, sameValue) &&
    sameLists(a.quarantine, b.quarantine, sameId)
  );
}

function sameFile(a: OpenFile, b: OpenFile): boolean {
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

function sameMdev(a: Mdev, b: Mdev): boolean {
  if (a.phase === 'absent' || b.phase === 'absent') return a.phase === b.phase;
  return a.device === b.device && a.file === b.file && a.pasid === b.pasid;
}

function sameGroup(a: Group, b: Group): boolean {
  return (
    a.ownerCount === b.ownerCount &&
    a.owner === b.owner &&
    a.hasDefaultDomain === b.hasDefaultDomain &&
    a.hasBlockingDomain === b.hasBlockingDomain &&
    a.domain === b.domain &&
    sameMaps(a.slots, b.slots, sameSlot)
  );
}

function sameSlot(a: Slot, b: Slot): boolean {
  return a.phase === b.phase && a.handle === b.handle && a.domain === b.domain;
}

function sameSvaDomain(a: SvaDomain, b: SvaDomain): boolean {
  return a.mm === b.mm && a.iommuDriver === b.iommuDriver && a.users === b.users;
}

function sameSvaHandle(a: SvaHandle, b: SvaHandle): boolean {
  return a.device === b.device && a.mm === b.mm && a.domain === b.domain && a.users === b.users;
}

function sameNumbers(
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

function sameRow(a: ChargeRow, b: ChargeRow): boolean {
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

function sameId<Id extends number>(a: Id, b: Id): boolean {
  return a === b;
}

function sameLists<Item>(
  a: readonly Item[],
  b: readonly Item[],
  same: (a: Item, b: Item) => boolean,
): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) {
    if (!same(a[i]!, b[i]!)) return false;
  }
  return true;
}

function sameMaps<Item>(
  a: Readonly<Record<number, Item>>,
  b: Readonly<Record<number, Item>>,
  same: (a: Item, b: Item) => boolean,
): boolean {
  for (const key in a) {
    const other = b[key];
    if (other === undefined || !same(a[key]!, other)) return false;
  }
  for (const key in b) {
    if (a[key] === undefined) return false;
  }
  return true;
}
