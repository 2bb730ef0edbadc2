import { type GroupId, NO_PASID, type Pasid } from '#contract';
import { isAtOrAbove } from '../ledger/ledger.js';
import { pasidRows, type State } from '../state/state.js';

/** What a call may leave although it was refused, and which the comparison then does not count. */
export interface Remains {
  /** An address space that was given a PASID; it is then expected to be allocated, too. */
  readonly kept?: { readonly mm: number; readonly pasid: Pasid } | undefined;
  /** A group that was given its blocking domain. */
  readonly blocked?: GroupId | null | undefined;
}

type Kept = Remains['kept'];

/**
 * The first part of the machine that differs between two states, by name, or nothing. Observers of
 * the ledger are left out; a kept PASID is expected in its record, in the pool and in the charges.
 */
export function firstDifference(
  before: State,
  after: State,
  { kept, blocked }: Remains = {},
): string | undefined {
  return (
    differingIndex('p', before.processes, after.processes) ??
    differingIndex('dev', before.devices, after.devices) ??
    differingIndex('dev', before.drivers, after.drivers) ??
    differingGroup(before, after, blocked ?? null) ??
    differingIndex('dev', before.hardware, after.hardware) ??
    differingIndex('dev', before.requests, after.requests) ??
    differingIndex('dev', before.outstanding, after.outstanding) ??
    differingKey('f', before.files, after.files) ??
    differingIndex('mdev', before.mdevs, after.mdevs) ??
    differingKey('domain', before.svaDomains, after.svaDomains) ??
    differingKey('handle', before.svaHandles, after.svaHandles) ??
    differingMm(before, after, kept) ??
    differingPool(before, after, kept) ??
    differingCgroup(before, after, kept)
  );
}

function differingGroup(before: State, after: State, blocked: GroupId | null): string | undefined {
  for (let group = 0; group < before.groups.length; group++) {
    const old = before.groups[group]!;
    const isMade = group === blocked && after.groups[group]?.hasBlockingDomain === true;
    if (!isSame(isMade ? { ...old, hasBlockingDomain: true } : old, after.groups[group])) {
      return `g${group}`;
    }
  }
  return undefined;
}

function differingMm(before: State, after: State, kept: Kept): string | undefined {
  for (let mm = 0; mm < before.mms.length; mm++) {
    const now = after.mms[mm]!;
    const isKeeper = mm === kept?.mm && now.phase === 'live';
    if (!isSame(before.mms[mm], isKeeper ? { ...now, pasid: NO_PASID } : now)) return `mm${mm}`;
  }
  return undefined;
}

function differingPool(before: State, after: State, kept: Kept): string | undefined {
  const allocatedCount = before.pool.allocatedCount + (kept === undefined ? 0 : 1);
  if (after.pool.allocatedCount !== allocatedCount) return 'the pool';

  return (
    differingIds(before.pool.chargedTo, after.pool.chargedTo, kept?.pasid) ??
    differingIds(before.pool.allocatedFor, after.pool.allocatedFor, kept?.pasid) ??
    differingIds(before.pool.letGo, after.pool.letGo, undefined) ??
    differingIds(before.pool.throughVfio, after.pool.throughVfio, undefined) ??
    (isSame(before.pool.quarantine, after.pool.quarantine) ? undefined : 'the quarantine')
  );
}

function differingIds(
  old: Readonly<Record<number, unknown>>,
  now: Readonly<Record<number, unknown>>,
  kept: number | undefined,
): string | undefined {
  if (old === now) return undefined;
  for (const key in old) if (now[key] !== old[key]) return `pasid ${key}`;
  for (const key in now) {
    if (old[key] === undefined && Number(key) !== kept) return `pasid ${key}`;
  }
  return undefined;
}

function differingCgroup(before: State, after: State, kept: Kept): string | undefined {
  const old = pasidRows(before);
  const now = pasidRows(after);
  const isCharged = kept !== undefined && after.topology.policy.quota === 'cgroup';
  const charged = isCharged ? (after.pool.chargedTo[kept.pasid] ?? null) : null;
  for (let cgroup = 0; cgroup < old.length; cgroup++) {
    const due = isAtOrAbove(after.ledger, cgroup, charged) ? 1 : 0;
    const isAsDue = now[cgroup]!.current === old[cgroup]!.current + due;
    if (!isAsDue || now[cgroup]!.max !== old[cgroup]!.max) return `cg${cgroup}`;
  }
  return undefined;
}

function differingIndex(
  name: string,
  before: readonly unknown[],
  after: readonly unknown[],
): string | undefined {
  if (before === after) return undefined;
  for (let at = 0; at < before.length; at++) {
    if (!isSame(before[at], after[at])) return `${name}${at}`;
  }
  return undefined;
}

function differingKey(
  name: string,
  before: Readonly<Record<number, unknown>>,
  after: Readonly<Record<number, unknown>>,
): string | undefined {
  if (before === after) return undefined;
  const space = name === 'f' ? '' : ' ';
  for (const key in before) {
    if (!isSame(before[key], after[key])) return `${name}${space}${key}`;
  }
  for (const key in after) if (!(key in before)) return `${name}${space}${key}`;
  return undefined;
}

/** Whether two pieces of plain data hold the same. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (!isRecord(left) || !isRecord(right)) return false;
  for (const key in left) if (!isSame(left[key], right[key])) return false;
  for (const key in right) if (!(key in left)) return false;
  return true;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
