import {
  domainId,
  handleId,
  NO_DOMAIN,
  NO_HANDLE,
  PASID_LIMIT,
  pasid,
  type SystemView,
} from '#contract';
import { doubled } from './columns.js';
import { NO_PAIR, PairTable } from './pair-table.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** Answer of a search that found no slot. */
export const NO_SLOT = NO_PAIR;

const FIRST_COUNTERS = 32;

// The kernel's array of slots takes 32 bits.
const KEY_LIMIT = 2 ** 32;

/**
 * The occupied slots of all groups: pairs (group, PASID), each with a handle and a domain.
 *
 *     values[slot]    the handle, NO_HANDLE in a reserved slot
 *     domains[slot]   the domain; NO_DOMAIN: the slot drains
 *     attached[g], draining[g]   how many slots of group g are in either phase
 *     atPasid[n]      groups in which slot n is occupied; reaches as far as the highest such id
 */
export class SlotTable extends PairTable {
  protected domains = new Int32Array(this.values.length);
  protected atPasid = new Int32Array(FIRST_COUNTERS);
  protected readonly attached: Int32Array;
  protected readonly draining: Int32Array;

  constructor(groups: number) {
    super(groups);
    this.attached = new Int32Array(groups);
    this.draining = new Int32Array(groups);
  }

  pasidAt(slot: number): number {
    return this.keys[slot]!;
  }

  handleAt(slot: number): number {
    return this.values[slot]!;
  }

  domainAt(slot: number): number {
    return this.domains[slot]!;
  }

  /** Also true of NO_SLOT, which has no domain. */
  isDraining(slot: number): boolean {
    return this.domains[slot] === NO_DOMAIN;
  }

  hasAttached(group: number): boolean {
    return this.attached[group]! > 0;
  }

  hasDraining(group: number): boolean {
    return this.draining[group]! > 0;
  }

  /** Whether the slot at an id is occupied in any group. */
  isOccupiedAnywhere(id: number): boolean {
    return (this.atPasid[id] ?? 0) > 0;
  }

  /** Occupy a slot, whatever was in it. */
  occupy(group: number, id: number, handle: number, domain: number): void {
    this.empty(this.find(group, id));
    const slot = this.insert(group, id, handle);
    this.domains[slot] = domain;
    if (domain === NO_DOMAIN) this.draining[group]!++;
    else this.attached[group]!++;
    if (id >= PASID_LIMIT) return;
    while (id >= this.atPasid.length) this.atPasid = doubled(this.atPasid);
    this.atPasid[id]!++;
  }

  /** The attached slot leads elsewhere. */
  lead(slot: number, handle: number, domain: number): void {
    this.values[slot] = handle;
    this.domains[slot] = domain;
  }

  /** The attached slot holds nothing any more, and is occupied until what is on its way is done. */
  drain(slot: number): void {
    const group = this.owners[slot]!;
    this.lead(slot, NO_HANDLE, NO_DOMAIN);
    this.attached[group]!--;
    this.draining[group]!++;
  }

  /** The slot is empty, whatever was in it; NO_SLOT is empty already. */
  empty(slot: number): void {
    if (slot === NO_SLOT) return;
    const group = this.owners[slot]!;
    const id = this.keys[slot]!;
    if (this.isDraining(slot)) this.draining[group]!--;
    else this.attached[group]!--;
    if (id < PASID_LIMIT) this.atPasid[id]!--;
    this.delete(slot);
  }

  /** The slots of each group, by rising PASID. */
  view(): SystemView['groups'][number]['slots'][] {
    const slots: SystemView['groups'][number]['slots'][number][][] = [];
    for (let group = 0; group < this.attached.length; group++) slots.push([]);
    for (const slot of this.risingPairs()) {
      slots[this.owners[slot]!]!.push({
        pasid: pasid(this.keys[slot]!),
        phase: this.isDraining(slot) ? 'draining' : 'attached',
        handle: handleId(this.values[slot]!),
        domain: domainId(this.domains[slot]!),
      });
    }
    return slots;
  }

  save(writer: SnapshotWriter): void {
    this.savePairs(writer, (slot) => {
      writer.integer(this.domains[slot]!);
      writer.integer(this.values[slot]!);
    });
  }

  load(
    reader: SnapshotReader,
    bounds: { readonly handles: number; readonly domains: number },
  ): void {
    this.loadPairs(reader, KEY_LIMIT, 'occupied slot', (group, id) => {
      const domain = reader.below(bounds.domains, 'domain in a slot');
      this.occupy(group, id, reader.below(bounds.handles, 'handle in a slot'), domain);
    });
  }

  override clear(): void {
    for (let group = 0; group < this.attached.length; group++) {
      for (let slot = this.firstOf(group); slot !== NO_SLOT; slot = this.after(slot)) {
        const id = this.keys[slot]!;
        if (id < PASID_LIMIT) this.atPasid[id] = 0;
      }
    }
    super.clear();
    this.attached.fill(0);
    this.draining.fill(0);
  }

  representationFault(): string | undefined {
    const fault = this.pairFault() ?? this.counterFault();
    return fault === undefined ? undefined : `slots: ${fault}`;
  }

  protected override makeRoom(): void {
    super.makeRoom();
    this.domains = doubled(this.domains);
  }

  private counterFault(): string | undefined {
    const atPasid = new Int32Array(this.atPasid.length);
    for (let group = 0; group < this.attached.length; group++) {
      let attached = 0;
      let draining = 0;
      for (let slot = this.firstOf(group); slot !== NO_SLOT; slot = this.after(slot)) {
        if (this.isDraining(slot)) draining++;
        else attached++;
        if (this.isDraining(slot) && this.values[slot] !== NO_HANDLE) {
          return `slot ${group}/${this.keys[slot]} drains and has a handle`;
        }
        if (this.keys[slot]! < PASID_LIMIT) atPasid[this.keys[slot]!]!++;
      }
      if (attached !== this.attached[group] || draining !== this.draining[group]) {
        return `group ${group} has ${attached} slots attached and ${draining} draining`;
      }
    }
    const id = atPasid.findIndex((count, at) => count !== this.atPasid[at]);
    return id < 0 ? undefined : `id ${id} is counted ${this.atPasid[id]} times`;
  }
}
