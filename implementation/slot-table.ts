import { domainId, handleId, NO_PASID, PASID_LIMIT, pasid, type SystemView } from '#contract';
import { doubled } from './columns.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** Answer of a search that found no slot. */
export const NO_SLOT = -1;

const FIRST_CELLS = 8;
const FIRST_COUNTERS = 32;

// A slot is known by one number: exact, as a group is below 2^21 and a PASID below 2^32.
const KEYS_OF_A_GROUP = 2 ** 32;

/**
 * The occupied slots (group, PASID) of all groups, in one hash table without links: a slot stands
 * in its home cell or in the next free one after it, so a search ends at the first free cell.
 *
 *     home(group, pasid) ... occupied ... occupied ... free        at most half of the cells is full
 *
 *     pasids, groups, handles, domains   one entry for each cell; pasids[cell] = 0: the cell is free
 *     counts[g]    occupied slots of group g
 *     atPasid[n]   groups in which slot n is occupied; reaches as far as the highest such id
 *
 * Where a slot stands depends on what came before it, and nobody sees that: what leaves the table
 * leaves it in rising order.
 */
export class SlotTable {
  protected pasids = new Uint32Array(FIRST_CELLS);
  protected groups = new Int32Array(FIRST_CELLS);
  protected handles = new Int32Array(FIRST_CELLS);
  protected domains = new Int32Array(FIRST_CELLS);
  protected used = 0;
  protected atPasid = new Int32Array(FIRST_COUNTERS);
  protected readonly counts: Int32Array;
  private shift = shiftFor(FIRST_CELLS);

  constructor(groups: number) {
    this.counts = new Int32Array(groups);
  }

  /** The occupied slot, or NO_SLOT; valid until a slot is inserted or removed. */
  find(group: number, id: number): number {
    const { pasids, groups } = this;
    const last = pasids.length - 1;
    for (let cell = this.home(group, id); pasids[cell] !== 0; cell = (cell + 1) & last) {
      if (pasids[cell] === id && groups[cell] === group) return cell;
    }
    return NO_SLOT;
  }

  handleAt(slot: number): number {
    return this.handles[slot]!;
  }

  domainAt(slot: number): number {
    return this.domains[slot]!;
  }

  hasAny(group: number): boolean {
    return this.counts[group]! > 0;
  }

  /** Whether the slot at an id is occupied in any group. */
  isOccupiedAnywhere(id: number): boolean {
    return (this.atPasid[id] ?? 0) > 0;
  }

  /** Occupy an empty slot. Without a handle it is reserved, and knows no domain either. */
  insert(group: number, id: number, handle: number, domain: number): void {
    if (this.used * 2 >= this.pasids.length) this.makeRoom();
    this.place(group, id, handle, domain);
    this.used++;
    this.counts[group]!++;
    if (id >= PASID_LIMIT) return;
    while (id >= this.atPasid.length) this.atPasid = doubled(this.atPasid);
    this.atPasid[id]!++;
  }

  /** The slot is empty, whatever was in it. */
  remove(group: number, id: number): void {
    const slot = this.find(group, id);
    if (slot === NO_SLOT) return;
    this.freeCell(slot);
    this.used--;
    this.counts[group]!--;
    if (id < PASID_LIMIT) this.atPasid[id]!--;
  }

  /** The slots of each group, by rising PASID. */
  view(): SystemView['groups'][number]['slots'][] {
    const slots: SystemView['groups'][number]['slots'][number][][] = [];
    for (let group = 0; group < this.counts.length; group++) slots.push([]);
    for (const key of this.risingKeys()) {
      const slot = this.findKey(key);
      slots[this.groups[slot]!]!.push({
        pasid: pasid(this.pasids[slot]!),
        handle: handleId(this.handles[slot]!),
        domain: domainId(this.domains[slot]!),
      });
    }
    return slots;
  }

  save(writer: SnapshotWriter): void {
    const keys = this.risingKeys();
    let at = 0;
    for (let group = 0; group < this.counts.length; group++) {
      let previous: number = NO_PASID;
      for (; at < keys.length && keys[at]! < (group + 1) * KEYS_OF_A_GROUP; at++) {
        const slot = this.findKey(keys[at]!);
        writer.key(previous, this.pasids[slot]!);
        writer.integer(this.handles[slot]!);
        writer.integer(this.domains[slot]!);
        previous = this.pasids[slot]!;
      }
      writer.endOfKeys();
    }
  }

  load(
    reader: SnapshotReader,
    bounds: { readonly handles: number; readonly domains: number },
  ): void {
    this.clear();
    const what = 'occupied slot';
    for (let group = 0; group < this.counts.length; group++) {
      for (
        let id = reader.nextKey(NO_PASID, KEYS_OF_A_GROUP, what);
        id > 0;
        id = reader.nextKey(id, KEYS_OF_A_GROUP, what)
      ) {
        const handle = reader.below(bounds.handles, 'handle in a slot');
        this.insert(group, id, handle, reader.below(bounds.domains, 'domain in a slot'));
      }
    }
  }

  clear(): void {
    if (this.used > 0) {
      for (let cell = 0; cell < this.pasids.length; cell++) {
        // Entry 0 is about no PASID, and takes what free cells write.
        const id = this.pasids[cell]!;
        if (id < this.atPasid.length) this.atPasid[id] = 0;
      }
    }
    this.pasids.fill(0);
    this.counts.fill(0);
    this.used = 0;
  }

  representationFault(): string | undefined {
    let used = 0;
    for (let cell = 0; cell < this.pasids.length; cell++) {
      const id = this.pasids[cell]!;
      if (id === 0) continue;
      used++;
      const group = this.groups[cell]!;
      if (group >= this.counts.length) return `slots: cell ${cell} is of no group`;
      if (this.find(group, id) !== cell) return `slots: slot ${group}/${id} is not found`;
      if (id < PASID_LIMIT && !this.isOccupiedAnywhere(id)) return `slots: id ${id} is not counted`;
    }
    const counted = this.counts.reduce((sum, count) => sum + count, 0);
    if (used !== this.used || used !== counted || used * 2 > this.pasids.length) {
      return `slots: ${used} are occupied, the counters say ${this.used} and ${counted}`;
    }
    return undefined;
  }

  private home(group: number, id: number): number {
    return Math.imul(id + Math.imul(group, 0x85ebca6b), 0x9e3779b1) >>> this.shift;
  }

  private place(group: number, id: number, handle: number, domain: number): void {
    const last = this.pasids.length - 1;
    let cell = this.home(group, id);
    while (this.pasids[cell] !== 0) cell = (cell + 1) & last;
    this.pasids[cell] = id;
    this.groups[cell] = group;
    this.handles[cell] = handle;
    this.domains[cell] = domain;
  }

  /** Free a cell, and let a slot after it fill the gap wherever the gap would hide that slot. */
  private freeCell(freed: number): void {
    const last = this.pasids.length - 1;
    let gap = freed;
    for (let cell = (gap + 1) & last; this.pasids[cell] !== 0; cell = (cell + 1) & last) {
      const home = this.home(this.groups[cell]!, this.pasids[cell]!);
      if (((cell - home) & last) < ((cell - gap) & last)) continue;
      this.pasids[gap] = this.pasids[cell]!;
      this.groups[gap] = this.groups[cell]!;
      this.handles[gap] = this.handles[cell]!;
      this.domains[gap] = this.domains[cell]!;
      gap = cell;
    }
    this.pasids[gap] = 0;
  }

  private makeRoom(): void {
    const { pasids, groups, handles, domains } = this;
    const cells = pasids.length * 2;
    this.shift = shiftFor(cells);
    this.pasids = new Uint32Array(cells);
    this.groups = new Int32Array(cells);
    this.handles = new Int32Array(cells);
    this.domains = new Int32Array(cells);
    for (let cell = 0; cell < pasids.length; cell++) {
      if (pasids[cell] === 0) continue;
      this.place(groups[cell]!, pasids[cell]!, handles[cell]!, domains[cell]!);
    }
  }

  private risingKeys(): Float64Array {
    const keys = new Float64Array(this.used);
    let at = 0;
    for (let cell = 0; cell < this.pasids.length; cell++) {
      const id = this.pasids[cell]!;
      if (id !== 0) keys[at++] = this.groups[cell]! * KEYS_OF_A_GROUP + id;
    }
    return at > 1 ? keys.sort() : keys;
  }

  private findKey(key: number): number {
    const id = key % KEYS_OF_A_GROUP;
    return this.find((key - id) / KEYS_OF_A_GROUP, id);
  }
}

/** A home is the top bits of a 32-bit product: as many as number the cells. */
function shiftFor(cells: number): number {
  return Math.clz32(cells) + 1;
}
