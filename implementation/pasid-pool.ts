import {
  cgroupId,
  NO_PASID,
  NO_USER,
  PASID_LIMIT,
  pasid,
  type SystemView,
  userId,
} from '#contract';
import { IdBitmap, NO_MEMBER } from './id-bitmap.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

// Ids are given lowest first, so the record of charges starts small and follows the highest id.
const FIRST_RECORDS = 32;

/**
 * The global pool: which ids are free, and for each allocated id the cgroup that was charged, the
 * user it is for, and whether its owner let it go.
 *
 *     free        bit n is set when PASID n is free; bit 0 is NO_PASID and always clear
 *     letGo       bit n is set while PASID n is allocated and only occupied slots keep it
 *     chargedTo   chargedTo[n] is a cgroup while PASID n is allocated, 0 otherwise
 *     users       users[n] is a user while PASID n is allocated, NO_USER for kernel drivers and
 *                 otherwise
 *
 * `free` has whole words, so bits at and past the greatest maxPasids are set for ever: the limit
 * given with each request is what keeps those numbers inside the pool.
 */
export class PasidPool {
  protected allocatedCount = 0;
  protected readonly free: IdBitmap;
  protected readonly letGo: IdBitmap;
  protected chargedTo: Int32Array;
  protected users: Int32Array;

  /** A pool for ids below `limit`, all free. */
  constructor(limit: number) {
    this.free = new IdBitmap(limit);
    this.letGo = new IdBitmap(limit);
    this.chargedTo = new Int32Array(Math.min(FIRST_RECORDS, this.free.capacity));
    this.users = new Int32Array(this.chargedTo.length);
    this.clear();
  }

  /** Allocate the lowest free id, if it is below `limit`; NO_PASID if it is not or none is free. */
  take(limit: number): number {
    const taken = this.free.takeLowest(limit);
    if (taken === NO_MEMBER) return NO_PASID;
    if (taken >= this.chargedTo.length) this.makeRoomFor(taken);
    this.allocatedCount++;
    return taken;
  }

  /** Whether a number is an id that somebody holds; 0 and numbers past every id never are. */
  isAllocated(id: number): boolean {
    return id > 0 && id < this.free.capacity && !this.free.has(id);
  }

  /** Whether an id is allocated and its owner let it go. */
  isLetGo(id: number): boolean {
    return this.letGo.has(id);
  }

  /** The owner of an allocated id let it go; it stays allocated until it is released. */
  keepLetGo(id: number): void {
    this.letGo.add(id);
  }

  /** The id is free again, and the first candidate for the next request. */
  release(id: number): void {
    this.chargedTo[id] = 0;
    this.users[id] = NO_USER;
    this.letGo.delete(id);
    this.free.add(id);
    this.allocatedCount--;
  }

  /** Remember which cgroup was charged for an allocated id; the charge is given back there. */
  noteCharge(id: number, cgroup: number): void {
    this.chargedTo[id] = cgroup;
  }

  /** Remember for whom an id was allocated. */
  noteUser(id: number, user: number): void {
    this.users[id] = user;
  }

  /** The cgroup that was charged for an allocated id. */
  chargedCgroup(id: number): number {
    return this.chargedTo[id] ?? 0;
  }

  view(): SystemView['pool'] {
    const allocated: SystemView['pool']['allocated'][number][] = [];
    for (let id = this.nextAllocated(0); id < PASID_LIMIT; id = this.nextAllocated(id)) {
      allocated.push({
        pasid: pasid(id),
        chargedTo: cgroupId(this.chargedCgroup(id)),
        user: userId(this.users[id]!),
        isLetGo: this.isLetGo(id),
      });
    }
    return { allocatedCount: this.allocatedCount, allocated };
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.allocatedCount);
    let previous: number = NO_PASID;
    for (let id = this.nextAllocated(0); id < PASID_LIMIT; id = this.nextAllocated(id)) {
      writer.key(previous, id);
      writer.integer(this.chargedCgroup(id));
      writer.integer((this.users[id]! << 1) | (this.isLetGo(id) ? 1 : 0));
      previous = id;
    }
    writer.endOfKeys();
  }

  load(reader: SnapshotReader, bounds: { readonly cgroups: number; readonly users: number }): void {
    this.clear();
    this.allocatedCount = reader.number('number of allocated ids');
    const bound = this.free.capacity;
    const what = 'allocated id';
    for (
      let id = reader.nextKey(NO_PASID, bound, what);
      id > 0;
      id = reader.nextKey(id, bound, what)
    ) {
      this.free.delete(id);
      if (id >= this.chargedTo.length) this.makeRoomFor(id);
      this.noteCharge(id, reader.below(bounds.cgroups, 'charged cgroup'));
      const user = reader.below(bounds.users << 1, 'user of an id');
      this.noteUser(id, user >>> 1);
      if ((user & 1) === 1) this.keepLetGo(id);
    }
  }

  clear(): void {
    this.free.fill();
    this.free.delete(NO_PASID);
    this.letGo.clear();
    this.chargedTo.fill(0);
    this.users.fill(NO_USER);
    this.allocatedCount = 0;
  }

  representationFault(): string | undefined {
    if (this.free.has(NO_PASID)) return 'pool: id 0 is marked free';
    let allocated = 0;
    for (let id = this.nextAllocated(0); id < PASID_LIMIT; id = this.nextAllocated(id)) allocated++;
    if (allocated !== this.allocatedCount) {
      return `pool: ${allocated} ids are allocated, the counter says ${this.allocatedCount}`;
    }
    for (let id = 1; id < this.chargedTo.length; id++) {
      if (!this.free.has(id)) continue;
      if (this.chargedTo[id] !== 0) return `pool: free id ${id} is charged`;
      if (this.users[id] !== NO_USER) return `pool: free id ${id} has a user`;
      if (this.isLetGo(id)) return `pool: free id ${id} is let go`;
    }
    const fault = this.free.representationFault() ?? this.letGo.representationFault();
    return fault === undefined ? undefined : `pool: ${fault}`;
  }

  /**
   * The next allocated id after `id`, PASID_LIMIT if there is none. Every id that was ever
   * allocated has a record, so the search ends with the records, 32 ids at a step.
   */
  private nextAllocated(id: number): number {
    const records = this.chargedTo.length;
    const next = this.free.nextAbsent(id, records);
    return next < records ? next : PASID_LIMIT;
  }

  private makeRoomFor(id: number): void {
    const length = Math.min(Math.max(this.chargedTo.length * 2, id + 1), this.free.capacity);
    this.chargedTo = lengthened(this.chargedTo, length);
    this.users = lengthened(this.users, length);
  }
}

function lengthened(column: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length);
  larger.set(column);
  return larger;
}
