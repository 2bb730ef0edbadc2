import type { Group, State } from '#model';
import { partsReplaced } from './parts.js';
import {
  sameDevice,
  sameDriver,
  sameFile,
  sameGroup,
  sameId,
  sameLedger,
  sameMaps,
  sameMdev,
  sameMm,
  sameNumbers,
  samePool,
  sameProcess,
  sameRow,
  sameSlot,
  sameSvaDomain,
  sameSvaHandle,
} from './same-state.js';

/** Of two equal things the one that was there before, else the new one. */
type Share<Item> = (old: Item, now: Item) => Item;

/**
 * A state equal to the new one, in which everything that did not change is the very object of the old
 * one: the state itself, each part, each thing in it. So whoever compares the two sees at once what
 * a step left alone. Neither is written to.
 */
export function sharedState(old: State, now: State): State {
  const shared: State = {
    topology: now.topology,
    processes: sharedList(old.processes, now.processes, shareProcess),
    mms: sharedList(old.mms, now.mms, shareMm),
    devices: sharedList(old.devices, now.devices, shareDevice),
    drivers: sharedList(old.drivers, now.drivers, shareDriver),
    pool: sharedPool(old.pool, now.pool),
    groups: sharedList(old.groups, now.groups, sharedGroup),
    svaDomains: sharedMap(old.svaDomains, now.svaDomains, sameSvaDomain),
    svaHandles: sharedMap(old.svaHandles, now.svaHandles, sameSvaHandle),
    files: sharedMap(old.files, now.files, sameFile),
    mdevs: sharedList(old.mdevs, now.mdevs, shareMdev),
    requests: sharedList(old.requests, now.requests, sharedNumbers),
    outstanding: sharedList(old.outstanding, now.outstanding, sharedNumbers),
    hardware: sharedList(old.hardware, now.hardware, sharedNumbers),
    ledger: sharedLedger(old.ledger, now.ledger),
  };
  return partsReplaced(old, shared) === 0 && old.topology === now.topology ? old : shared;
}

function sharing<Item>(same: (old: Item, now: Item) => boolean): Share<Item> {
  return (old, now) => (same(old, now) ? old : now);
}

const shareProcess = sharing(sameProcess);
const shareMm = sharing(sameMm);
const shareDevice = sharing(sameDevice);
const shareDriver = sharing(sameDriver);
const shareMdev = sharing(sameMdev);
const shareRow = sharing(sameRow);

function sharedNumbers<Id extends number>(
  old: Readonly<Record<number, Id>>,
  now: Readonly<Record<number, Id>>,
): Readonly<Record<number, Id>> {
  return sameNumbers(old, now) ? old : now;
}

function sharedList<Item>(
  old: readonly Item[],
  now: readonly Item[],
  share: Share<Item>,
): readonly Item[] {
  if (old.length !== now.length) return now;
  let shared: Item[] | undefined;
  for (let i = 0; i < now.length; i += 1) {
    const was = old[i]!;
    if (was === now[i]) continue;
    const item = share(was, now[i]!);
    if (item === was) continue;
    shared ??= [...old];
    shared[i] = item;
  }
  return shared ?? old;
}

function sharedMap<Item>(
  old: Readonly<Record<number, Item>>,
  now: Readonly<Record<number, Item>>,
  same: (old: Item, now: Item) => boolean,
): Readonly<Record<number, Item>> {
  if (sameMaps(old, now, same)) return old;
  const shared: Record<number, Item> = {};
  for (const key in now) {
    const was = old[key];
    shared[key] = was !== undefined && same(was, now[key]!) ? was : now[key]!;
  }
  return shared;
}

function sharedGroup(old: Group, now: Group): Group {
  if (sameGroup(old, now)) return old;
  return { ...now, slots: sharedMap(old.slots, now.slots, sameSlot) };
}

function sharedPool(old: State['pool'], now: State['pool']): State['pool'] {
  if (samePool(old, now)) return old;
  return {
    ...now,
    chargedTo: sharedMap(old.chargedTo, now.chargedTo, sameId),
    allocatedFor: sharedMap(old.allocatedFor, now.allocatedFor, sameId),
  };
}

function sharedLedger(old: State['ledger'], now: State['ledger']): State['ledger'] {
  if (sameLedger(old, now)) return old;
  const resources = now.resources.map((resource, index) => {
    const was = old.resources[index];
    return was === undefined
      ? resource
      : { ...resource, rows: sharedList(was.rows, resource.rows, shareRow) };
  });
  return { ...now, resources };
}
