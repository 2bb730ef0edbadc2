import { type ChargeView, type Errno, type ResourceId, resourceId, UNLIMITED } from '#contract';
import { kstrtou64, U64_MAX } from './kstrtou64.js';

/** What a text written to `misc.max` asks for, or the errno it is refused with unread. */
export type MaxWrite =
  | { readonly kind: 'limit'; readonly resource: ResourceId; readonly max: bigint }
  | { readonly kind: 'refused'; readonly errno: Extract<Errno, 'EINVAL' | 'ERANGE'> };

const EINVAL: MaxWrite = { kind: 'refused', errno: 'EINVAL' };

/** Reads a text written to `misc.max` as misc_cg_max_write does (6.12): `sev 23`, `sev max`. */
export function parseMaxWrite(text: string, resources: readonly string[]): MaxWrite {
  const stripped = strip(text);
  const space = stripped.indexOf(' ');
  if (space === -1) return EINVAL;
  const index = resources.indexOf(stripped.slice(0, space));
  if (index === -1) return EINVAL;

  const limit = stripped.slice(space + 1);
  const max = limit === 'max' ? U64_MAX : kstrtou64(limit);
  return typeof max === 'string'
    ? { kind: 'refused', errno: max }
    : { kind: 'limit', resource: resourceId(index), max };
}

/** The string the kernel sees, without white space at either end (`strstrip`, 6.12). */
function strip(text: string): string {
  const nul = text.indexOf('\0'); // A C string ends there, whatever was written behind it.
  let end = nul === -1 ? text.length : nul;
  let start = 0;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (start < end && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Tab to carriage return, and space; trim() would also take the spaces of other scripts. */
const isSpace = (code: number): boolean => (code >= 0x09 && code <= 0x0d) || code === 0x20;

/** What the files of one cgroup tell about one resource. */
export interface MiscRow extends ChargeView {
  readonly name: string;
  readonly capacity: number;
}

interface MiscFile {
  /** Which cgroups have this file. */
  readonly cgroups: 'all' | 'only the root' | 'all but the root';
  /** The number a line shows; `events` name their lines `sev.max`. */
  readonly value: (row: MiscRow) => number;
  /** Whether a resource that is off (capacity 0) still has its line. */
  readonly shownWhileOff: (value: number) => boolean;
}

const never = (): boolean => false;
const unlessZero = (value: number): boolean => value !== 0;

/** The files of the controller (misc_cg_files, 6.12). */
export const MISC_FILES = {
  'misc.max': { cgroups: 'all but the root', value: ({ max }) => max, shownWhileOff: never },
  'misc.current': { cgroups: 'all', value: ({ current }) => current, shownWhileOff: unlessZero },
  'misc.peak': { cgroups: 'all', value: ({ peak }) => peak, shownWhileOff: unlessZero },
  'misc.capacity': {
    cgroups: 'only the root',
    value: ({ capacity }) => capacity,
    shownWhileOff: never,
  },
  'misc.events': {
    cgroups: 'all but the root',
    value: ({ events }) => events,
    shownWhileOff: unlessZero,
  },
  'misc.events.local': {
    cgroups: 'all but the root',
    value: ({ eventsLocal }) => eventsLocal,
    shownWhileOff: unlessZero,
  },
} as const satisfies Record<string, MiscFile>;

export type MiscFileName = keyof typeof MISC_FILES;

/** The content of a file: one line per resource, in the order of the rows. */
export function miscFileText(name: MiscFileName, rows: readonly MiscRow[]): string {
  const { value, shownWhileOff } = MISC_FILES[name];
  const suffix = name.startsWith('misc.events') ? '.max' : '';
  let text = '';
  for (const row of rows) {
    const number = value(row);
    if (row.capacity === 0 && !shownWhileOff(number)) continue;
    const shown = name === 'misc.max' && number === UNLIMITED ? 'max' : u64Text(number);
    text += `${row.name}${suffix} ${shown}\n`;
  }
  return text;
}

/** A number as `%llu` prints it: one below 0 appears 2^64 greater. */
export function u64Text(value: number): string {
  if (value === UNLIMITED) return String(U64_MAX);
  return value >= 0 ? String(value) : String(BigInt.asUintN(64, BigInt(value)));
}
