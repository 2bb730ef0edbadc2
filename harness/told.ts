import type { Pasid } from '#contract';
import type { State } from '#model';
import { Numbered } from './numbered.js';

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

/** What was told by number. Equal entries of devices are one object: that is seen at a glance. */
export class ToldByNumber {
  readonly #told = new Numbered<Told>();
  readonly #entries = new Numbered<Told['hardware' | 'outstanding'][number]>();

  /** The number of what was told in a state of the model. */
  numberIn(state: State): number {
    const told = toldIn(state);
    const once = <T extends Told['hardware' | 'outstanding'][number]>(entries: T): T =>
      this.#entries.at(this.#entries.numberOf(entries)) as T;
    const hardware = told.hardware.map(once);
    return this.#told.numberOf({ ...told, hardware, outstanding: told.outstanding.map(once) });
  }

  /** What has this number. */
  at(number: number): Told {
    return this.#told.at(number);
  }
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
