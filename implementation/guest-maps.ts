import { guestPasid, NO_PASID, pasid, type SystemView } from '#contract';
import { listOf } from './columns.js';
import { NO_PAIR, PairTable } from './pair-table.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** No number of a guest: what an id that no guest uses leads back to. */
const NO_GUEST = 0;

/** One direction of the maps: pairs (file, number), each with the number it leads to. */
class Direction extends PairTable {
  /** Where a number leads, or 0. */
  from(file: number, number: number): number {
    const entry = this.find(file, number);
    return entry === NO_PAIR ? 0 : this.values[entry]!;
  }

  lead(file: number, from: number, to: number): void {
    this.insert(file, from, to);
  }

  forget(file: number, from: number): void {
    this.delete(this.find(file, from));
  }

  entries(): (readonly [file: number, from: number, to: number])[] {
    return Array.from(
      this.risingPairs(),
      (entry) => [this.owners[entry]!, this.keys[entry]!, this.values[entry]!] as const,
    );
  }

  save(writer: SnapshotWriter, back: Direction): void {
    this.savePairs(writer, (entry) => {
      const to = this.values[entry]!;
      const leadsBack = back.from(this.owners[entry]!, to) === this.keys[entry]!;
      writer.integer((to << 1) | (leadsBack ? 1 : 0));
    });
  }

  load(reader: SnapshotReader, guests: number, add: (file: number, guest: number) => void): void {
    this.loadPairs(reader, guests, 'PASID of a guest', add);
  }
}

/**
 * The maps of the guests behind VFIO files. A guest's PASID leads to one id, and to an id leads at
 * most one of them, so each entry is kept twice.
 *
 *     pasids   (file, guest's PASID) -> id
 *     guests   (file, id) -> guest's PASID
 */
export class GuestMaps {
  protected readonly pasids: Direction;
  protected readonly guests: Direction;

  constructor(files: number) {
    this.pasids = new Direction(files);
    this.guests = new Direction(files);
  }

  /** Where a guest's PASID leads, NO_PASID if nowhere. */
  pasidOf(file: number, guest: number): number {
    return this.pasids.from(file, guest);
  }

  /** Whether a guest's PASID leads to an id. */
  leadsTo(file: number, id: number): boolean {
    return this.guests.from(file, id) !== NO_GUEST;
  }

  add(file: number, guest: number, id: number): void {
    this.pasids.lead(file, guest, id);
    this.guests.lead(file, id, guest);
  }

  remove(file: number, guest: number): void {
    const id = this.pasids.from(file, guest);
    if (this.guests.from(file, id) === guest) this.guests.forget(file, id);
    this.pasids.forget(file, guest);
  }

  /** The entry that leads to an id is gone, if there is one. */
  removeLeadingTo(file: number, id: number): void {
    const guest = this.guests.from(file, id);
    if (guest !== NO_GUEST) this.remove(file, guest);
  }

  /** The map of a file is empty. */
  removeAll(file: number): void {
    for (let entry = this.pasids.firstOf(file); entry !== NO_PAIR; ) {
      this.remove(file, this.pasids.keyAt(entry));
      entry = this.pasids.firstOf(file);
    }
  }

  viewOf(file: number): SystemView['files'][number]['guestMap'] {
    return listOf(this.pasids.keysOf(file), (guest) => ({
      guest: guestPasid(guest),
      pasid: pasid(this.pasids.from(file, guest)),
    }));
  }

  save(writer: SnapshotWriter): void {
    this.pasids.save(writer, this.guests);
  }

  load(reader: SnapshotReader, bounds: { readonly guests: number; readonly pasids: number }): void {
    this.clear();
    this.pasids.load(reader, bounds.guests, (file, guest) => {
      const to = reader.below(bounds.pasids << 1, "id in a guest's map");
      const id = to >>> 1;
      const leadsBack = (to & 1) === 1;
      if (id === NO_PASID || (leadsBack && this.leadsTo(file, id))) {
        throw new Error(`snapshot: guest's PASID ${guest} of file ${file} cannot lead to ${id}`);
      }
      this.pasids.lead(file, guest, id);
      if (leadsBack) this.guests.lead(file, id, guest);
    });
  }

  clear(): void {
    this.pasids.clear();
    this.guests.clear();
  }

  representationFault(): string | undefined {
    const fault = this.pasids.pairFault() ?? this.guests.pairFault() ?? this.directionFault();
    return fault === undefined ? undefined : `guest maps: ${fault}`;
  }

  private directionFault(): string | undefined {
    for (const [file, guest, id] of this.pasids.entries()) {
      if (this.guests.from(file, id) !== guest) return `entry ${file}/${guest} does not lead back`;
    }
    const back = this.guests.entries().length - this.pasids.entries().length;
    return back === 0 ? undefined : `${back} entries more lead back than there are`;
  }
}
