import { ROOT_CGROUP, UNLIMITED } from '#contract';
import { InputError, shown } from '../input-error.js';
import { type Place, showLine } from './json-line.js';
import { U64_MAX } from './kstrtou64.js';
import { MISC_FILES, type MiscRow } from './misc-files.js';
import type { MiscCall } from './misc-lines.js';
import type { MiscScope } from './misc-scope.js';

/**
 * Checks that all usages stay exact: the kernel counts in 64 bits, both ledgers in numbers that
 * are exact up to 2^53. No usage can be further from 0 than the sum of all amounts so far.
 */
export function exactAmounts(): (call: MiscCall, place: Place) => void {
  let sum = 0;
  return (call, place) => {
    if (!('amount' in call)) return;
    sum += call.amount;
    if (!Number.isSafeInteger(sum)) {
      const expected = `amounts of at most ${Number.MAX_SAFE_INTEGER} in sum`;
      throw inexact(expected, `amount ${call.amount}, which passes it`, place);
    }
  };
}

/** A limit as the ledgers hold it. */
export function ledgerNumber(limit: bigint, place: Place): number {
  if (limit === U64_MAX) return UNLIMITED;
  if (limit <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(limit);
  const expected = `a limit of at most ${Number.MAX_SAFE_INTEGER}, or ${U64_MAX}, or max`;
  throw inexact(expected, String(limit), place);
}

/**
 * A usage below 0 that a capacity and all limits of U64_MAX let pass becomes a peak close to 2^64,
 * which the ledgers only know roughly.
 */
export function requireExactPeaks(rows: readonly MiscRow[], place: Place): void {
  for (const { name, peak } of rows) {
    if (Number.isSafeInteger(peak)) continue;
    throw inexact(
      `peaks of at most ${Number.MAX_SAFE_INTEGER}`,
      `about ${peak} for ${name}`,
      place,
    );
  }
}

/** Checks that the cgroup has the file at all: the kernel makes some on the root only, or never. */
export function requireFile(call: MiscCall, { cgroupNames }: MiscScope, place: Place): void {
  if (!('file' in call)) return;
  const { cgroups } = MISC_FILES[call.file];
  if (cgroups === 'all' || (cgroups === 'only the root') === (call.cg === ROOT_CGROUP)) return;
  throw new InputError({
    ...place,
    expected: `field 'cg' to be a cgroup that has ${call.file} (${cgroups})`,
    seen: shown(cgroupNames[call.cg]),
    next: showLine(place),
  });
}

function inexact(expected: string, seen: string, place: Place): InputError {
  return new InputError({
    ...place,
    expected: `${expected} (both ledgers count exactly up to there)`,
    seen,
    next: showLine(place),
  });
}
