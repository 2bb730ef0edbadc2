import { pasidRows, type Scope, type State } from '#model';

/**
 * Stands among the values of a parameter for one where ranges end or a representation begins another
 * word. Which one is drawn is found out only then, so that many of them weigh no more than one. What
 * fast-check prefers are the ends of its own ranges; its numbers choose among values here, and the ends
 * that matter are those of devices, words and usage. A file or handle that is closed has no such place:
 * a caller who names one is stopped before the subsystem hears of it.
 */
export const AT_BOUNDARY = -1;

/** The parameters of an action that decide what a boundary is there. */
interface Place {
  readonly device?: number;
  readonly group?: number;
  readonly cgroup?: number;
}

// Words, and the levels of a bitmap above them; 64 is the word of most machines.
const SIZES_OF_REPRESENTATION = [32, 64, 1024, 32_768];

/** The ids of a scope at which something ends or begins. */
interface Ends {
  /** Of the whole space and of representations, in rising order. */
  readonly ofSpace: readonly number[];
  /** Index: DeviceId. The last id that it can express, and the first that it cannot. */
  readonly ofDevice: readonly (readonly number[])[];
}

/** The same value on every call for one scope. */
function endsOf(scope: Scope): Ends {
  const known = endsByScope.get(scope);
  if (known !== undefined) return known;
  const ofDevice = scope.topology.devices.map(({ maxPasids }) => [
    ...new Set([Math.max(maxPasids - 1, 0), maxPasids]),
  ]);
  const end = Math.max(1, ...scope.topology.devices.map(({ maxPasids }) => maxPasids));
  const around = SIZES_OF_REPRESENTATION.flatMap((size) => [size - 1, size, size + 1]);
  const ofSpace = [...new Set([0, 1, ...around, ...ofDevice.flat()])]
    .filter((id) => id <= end)
    .sort((a, b) => a - b);
  const ends = { ofSpace, ofDevice };
  endsByScope.set(scope, ends);
  return ends;
}

const endsByScope = new WeakMap<Scope, Ends>();

/** An id at a boundary: of the device or the members of the group, or of the whole space. */
export function idAtBoundary(scope: Scope, { device, group }: Place, draw: number): number {
  const { ofSpace, ofDevice } = endsOf(scope);
  const own =
    device === undefined
      ? ofDevice.filter((_, member) => scope.topology.devices[member]!.group === group).flat()
      : ofDevice[device]!;
  const ids = own.length === 0 || draw % 2 === 0 ? ofSpace : own;
  return ids[Math.floor(draw / 2) % ids.length]!;
}

/**
 * One time in two a limit that is what the cgroup uses, one less or one more, if the scope has such a
 * limit; else any of its limits.
 */
export function limitAtBoundary(
  { limits }: Scope,
  state: State,
  { cgroup }: Place,
  draw: number,
): number {
  const choice = Math.floor(draw / 2);
  const limit = pasidRows(state)[cgroup!]!.current - 1 + (choice % 3);
  const isNear = draw % 2 === 0 && limits.includes(limit);
  return isNear ? limit : limits[choice % limits.length]!;
}
