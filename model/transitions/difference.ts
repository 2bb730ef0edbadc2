import { NO_PASID, type Pasid } from '#contract';
import { isAtOrAbove } from '../ledger/ledger.js';
import { pasidRows, type State } from '../state.js';

/** An address space that was given a PASID, which the comparison then expects to be allocated. */
interface Kept {
  readonly mm: number;
  readonly pasid: Pasid;
}

/**
 * The first part of the machine that differs between two states, by name, or nothing. Observers of
 * the ledger are left out; a kept PASID is expected in its record, in the pool and in the charges.
 */
export function firstDifference(
  before: State,
  after: State,
  kept: Kept | undefined,
): string | undefined {
  return (
    differingIndex('p', before.processes, after.processes) ??
    differingIndex('dev', before.drivers, after.drivers) ??
    differingIndex('dev', before.slots, after.slots) ??
    differingIndex('dev', before.hardware, after.hardware) ??
    differingMm(before, after, kept) ??
    differingPool(before, after, kept) ??
    differingCgroup(before, after, kept)
  );
}

function differingMm(before: State, after: State, kept: Kept | undefined): string | undefined {
  for (let mm = 0; mm < before.mms.length; mm++) {
    const now = after.mms[mm]!;
    const isKeeper = mm === kept?.mm && now.phase === 'live';
    if (!isSame(before.mms[mm], isKeeper ? { ...now, pasid: NO_PASID } : now)) return `mm${mm}`;
  }
  return undefined;
}

function differingPool(before: State, after: State, kept: Kept | undefined): string | undefined {
  const allocatedCount = before.pool.allocatedCount + (kept === undefined ? 0 : 1);
  if (after.pool.allocatedCount !== allocatedCount) return 'the pool';

  const old = before.pool.chargedTo;
  const now = after.pool.chargedTo;
  if (old === now) return undefined;
  for (const key in old) if (now[key] !== old[key]) return `pasid ${key}`;
  for (const key in now) {
    if (old[key] === undefined && Number(key) !== kept?.pasid) return `pasid ${key}`;
  }
  return undefined;
}

function differingCgroup(before: State, after: State, kept: Kept | undefined): string | undefined {
  const old = pasidRows(before);
  const now = pasidRows(after);
  const charged = kept === undefined ? undefined : after.pool.chargedTo[kept.pasid];
  for (let cgroup = 0; cgroup < old.length; cgroup++) {
    const due = isAtOrAbove(after.ledger, cgroup, charged ?? null) ? 1 : 0;
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

/** Whether two pieces of plain data hold the same. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (!isRecord(left) || !isRecord(right)) return false;
  for (const key in left) if (!isSame(left[key], right[key])) return false;
  for (const key in right) if (!(key in left)) return false;
  return true;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
