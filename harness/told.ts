import type { Pasid } from '#contract';
import type { State } from '#model';

/** What the embedding keeps besides a system: what devices and groups were told, and what is there. */
export interface Told extends Pick<State, 'hardware' | 'outstanding'> {
  /** By device. */
  readonly isPlugged: readonly boolean[];
  /** By group: the domain outside PASIDs. */
  readonly groupDomains: readonly State['groups'][number]['domain'][];
}

/** What was told in a state of the model. */
export function toldIn({ hardware, outstanding, devices, groups }: State): Told {
  return {
    hardware,
    outstanding,
    isPlugged: devices.map(({ isPlugged }) => isPlugged),
    groupDomains: groups.map(({ domain }) => domain),
  };
}

/** Makes a map have exactly these entries. */
export function refill<T>(map: Map<Pasid, T>, entries: Readonly<Record<number, T>>): void {
  map.clear();
  for (const key in entries) map.set(Number(key) as Pasid, entries[key]!);
}

/** Whether a map has exactly these entries. */
export function holds<T>(map: Map<Pasid, T>, entries: Readonly<Record<number, T>>): boolean {
  let count = 0;
  for (const key in entries) {
    if (map.get(Number(key) as Pasid) !== entries[key]) return false;
    count += 1;
  }
  return map.size === count;
}
