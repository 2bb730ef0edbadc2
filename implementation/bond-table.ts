import { deviceId, mmId, pasid, type SystemView } from '#contract';
import { IdBitmap, NO_MEMBER } from './id-bitmap.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** Answer of a search that found no bond. */
export const NO_BOND = -1;

const FIRST_RECORDS = 8;

/**
 * The occupied slots: one record for each bond (device, address space), found through the address
 * space. It has at most one bond per device, so a search costs the devices it is bound to.
 *
 *     bonded     bit m is set while mm m has a bond
 *     heads[m] -> record -> record -> NO_BOND      its bonds, through `next`, by rising device
 *     firstFree -> record -> record -> NO_BOND     records to be used again, through `next`
 *     devices, pasids, mms, users: one number for each record; 0 <= record < used. `mms` is the
 *     address space whose page table the slot names.
 *
 * The order by device makes the lists a function of their content, whatever happened before.
 */
export class BondTable {
  protected readonly bonded: IdBitmap;
  protected readonly heads: Int32Array;
  protected devices = new Int32Array(FIRST_RECORDS);
  protected pasids = new Int32Array(FIRST_RECORDS);
  protected mms = new Int32Array(FIRST_RECORDS);
  protected users = new Int32Array(FIRST_RECORDS);
  protected next = new Int32Array(FIRST_RECORDS);
  protected firstFree = NO_BOND;
  protected used = 0;

  constructor(mms: number) {
    this.bonded = new IdBitmap(mms);
    this.heads = new Int32Array(mms).fill(NO_BOND);
  }

  /** The bond (device, mm), or NO_BOND. */
  find(device: number, mm: number): number {
    let bond = this.heads[mm]!;
    while (bond >= 0 && this.devices[bond] !== device) bond = this.next[bond]!;
    return bond;
  }

  /** Occupy the slot (device, pasid) with the address space; the new bond has one user. */
  insert(device: number, id: number, mm: number): number {
    const bond = this.takeRecord();
    this.devices[bond] = device;
    this.pasids[bond] = id;
    this.mms[bond] = mm;
    this.users[bond] = 1;
    this.link(bond, mm);
    return bond;
  }

  /** The slot of this bond of the address space is empty again. */
  remove(bond: number, mm: number): void {
    this.unlink(bond, mm);
    this.next[bond] = this.firstFree;
    this.firstFree = bond;
  }

  addUser(bond: number): void {
    this.users[bond]!++;
  }

  /** One user less; the answer is how many are left. */
  dropUser(bond: number): number {
    return --this.users[bond]!;
  }

  pasidOf(bond: number): number {
    return this.pasids[bond]!;
  }

  view(): SystemView['slots'] {
    const slots: SystemView['slots'][number][] = [];
    for (let mm = this.bonded.next(NO_MEMBER); mm >= 0; mm = this.bonded.next(mm)) {
      for (let bond = this.heads[mm]!; bond >= 0; bond = this.next[bond]!) {
        slots.push({
          device: deviceId(this.devices[bond]!),
          pasid: pasid(this.pasids[bond]!),
          mm: mmId(this.mms[bond]!),
          users: this.users[bond]!,
        });
      }
    }
    return slots.sort(byDeviceAndPasid);
  }

  save(writer: SnapshotWriter): void {
    let previous = NO_MEMBER;
    for (let mm = this.bonded.next(NO_MEMBER); mm >= 0; mm = this.bonded.next(mm)) {
      writer.key(previous, mm);
      for (let bond = this.heads[mm]!; bond >= 0; bond = this.next[bond]!) {
        writer.integer(this.devices[bond]! + 1);
        writer.integer(this.pasids[bond]!);
        writer.integer(this.mms[bond]!);
        writer.number(this.users[bond]!);
      }
      writer.integer(0);
      previous = mm;
    }
    writer.endOfKeys();
  }

  load(
    reader: SnapshotReader,
    bounds: { readonly devices: number; readonly pasids: number },
  ): void {
    this.clear();
    const mms = this.heads.length;
    const what = 'mm with bonds';
    for (
      let mm = reader.nextKey(NO_MEMBER, mms, what);
      mm >= 0;
      mm = reader.nextKey(mm, mms, what)
    ) {
      for (;;) {
        const device = reader.below(bounds.devices + 1, 'device of a bond') - 1;
        if (device < 0) break;
        const bond = this.takeRecord();
        this.devices[bond] = device;
        this.pasids[bond] = reader.below(bounds.pasids, 'id of a bond');
        this.mms[bond] = reader.below(mms, 'mm of a bond');
        this.link(bond, mm);
        this.users[bond] = reader.number('users of a bond');
      }
    }
  }

  clear(): void {
    this.bonded.clear();
    this.heads.fill(NO_BOND);
    this.firstFree = NO_BOND;
    this.used = 0;
  }

  representationFault(): string | undefined {
    let linked = 0;
    for (let mm = 0; mm < this.heads.length; mm++) {
      if (this.bonded.has(mm) !== this.heads[mm]! >= 0) return `bonds: bonded bit ${mm} is wrong`;
      let before = -1;
      for (let bond = this.heads[mm]!; bond >= 0; bond = this.next[bond]!) {
        if (++linked > this.used) return `bonds: the list of mm ${mm} has a loop`;
        if (this.mms[bond] !== mm) return `bonds: record ${bond} is in the list of mm ${mm}`;
        if (this.devices[bond]! < before) return `bonds: the list of mm ${mm} is not in order`;
        before = this.devices[bond]!;
      }
    }
    for (let bond = this.firstFree; bond >= 0; bond = this.next[bond]!) {
      if (++linked > this.used) return 'bonds: the free list has a loop or a record in use';
    }
    if (linked !== this.used) return `bonds: ${this.used - linked} records are in no list`;
    const fault = this.bonded.representationFault();
    return fault === undefined ? undefined : `bonds: ${fault}`;
  }

  private link(bond: number, mm: number): void {
    const device = this.devices[bond]!;
    let before = NO_BOND;
    let after = this.heads[mm]!;
    while (after >= 0 && this.devices[after]! <= device) {
      before = after;
      after = this.next[after]!;
    }
    this.next[bond] = after;
    if (before >= 0) this.next[before] = bond;
    else {
      this.heads[mm] = bond;
      this.bonded.add(mm);
    }
  }

  private unlink(bond: number, mm: number): void {
    const after = this.next[bond]!;
    let before = this.heads[mm]!;
    if (before === bond) {
      this.heads[mm] = after;
      if (after < 0) this.bonded.delete(mm);
      return;
    }
    while (this.next[before] !== bond) before = this.next[before]!;
    this.next[before] = after;
  }

  private takeRecord(): number {
    const recycled = this.firstFree;
    if (recycled >= 0) {
      this.firstFree = this.next[recycled]!;
      return recycled;
    }
    if (this.used === this.devices.length) this.makeRoom();
    return this.used++;
  }

  private makeRoom(): void {
    this.devices = doubled(this.devices);
    this.pasids = doubled(this.pasids);
    this.mms = doubled(this.mms);
    this.users = doubled(this.users);
    this.next = doubled(this.next);
  }
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}

type Slot = SystemView['slots'][number];

function byDeviceAndPasid(a: Slot, b: Slot): number {
  return a.device - b.device || a.pasid - b.pasid || a.mm - b.mm;
}
