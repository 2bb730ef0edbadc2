import { mmId, NO_PASID, pasid, type SystemView } from '#contract';
import { IdBitmap, NO_MEMBER } from './id-bitmap.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';
import type { SvaDomains } from './sva-domains.js';

const NO_USER = 0;

/**
 * The address spaces that are not dropped. In this chapter at most one process uses each.
 *
 *     live           bit m is set from creation until the last reference is gone
 *     users[m]       1 + the process that uses it, 0 when none does
 *     references[m]  1 while a process uses it, and 1 for each of its SVA domains
 *     pasids[m]      its id; NO_PASID before the first bind, and when dropped
 */
export class MmTable {
  protected readonly live: IdBitmap;
  protected readonly users: Int32Array;
  protected readonly references: Int32Array;
  protected readonly pasids: Int32Array;

  constructor(mms: number) {
    this.live = new IdBitmap(mms);
    this.users = new Int32Array(mms);
    this.references = new Int32Array(mms);
    this.pasids = new Int32Array(mms);
  }

  isLive(mm: number): boolean {
    return this.live.has(mm);
  }

  /** Whether a process uses it, which the caller of a bind has to see to. */
  isUsed(mm: number): boolean {
    return this.users[mm]! > 0;
  }

  /** The process that uses it; call it only while one does. */
  userOf(mm: number): number {
    return this.users[mm]! - 1;
  }

  pasidOf(mm: number): number {
    return this.pasids[mm]!;
  }

  setPasid(mm: number, id: number): void {
    this.pasids[mm] = id;
  }

  /** A new address space for a process: one user, one reference, no id. */
  create(mm: number, process: number): void {
    this.live.add(mm);
    this.users[mm] = process + 1;
    this.references[mm] = 1;
    this.pasids[mm] = NO_PASID;
  }

  /** No process uses it any more; the reference of its users is a separate step. */
  loseUser(mm: number): void {
    this.users[mm] = NO_USER;
  }

  addReference(mm: number): void {
    this.references[mm]!++;
  }

  /** One reference less; the answer is how many are left. */
  dropReference(mm: number): number {
    return --this.references[mm]!;
  }

  /** Nothing is left of it and its number can be used again. */
  remove(mm: number): void {
    this.live.delete(mm);
    this.users[mm] = NO_USER;
    this.references[mm] = 0;
    this.pasids[mm] = NO_PASID;
  }

  view(svaDomains: SvaDomains): SystemView['mms'] {
    const mms: SystemView['mms'][number][] = [];
    for (let mm = this.live.next(NO_MEMBER); mm >= 0; mm = this.live.next(mm)) {
      mms.push({
        mm: mmId(mm),
        users: this.isUsed(mm) ? 1 : 0,
        references: this.references[mm]!,
        domains: svaDomains.viewOf(mm),
        pasid: pasid(this.pasids[mm]!),
      });
    }
    return mms;
  }

  save(writer: SnapshotWriter): void {
    let previous = NO_MEMBER;
    for (let mm = this.live.next(NO_MEMBER); mm >= 0; mm = this.live.next(mm)) {
      writer.key(previous, mm);
      writer.integer(this.users[mm]!);
      writer.number(this.references[mm]!);
      writer.integer(this.pasids[mm]!);
      previous = mm;
    }
    writer.endOfKeys();
  }

  load(
    reader: SnapshotReader,
    bounds: { readonly processes: number; readonly pasids: number },
  ): void {
    this.clear();
    const mms = this.users.length;
    for (
      let mm = reader.nextKey(NO_MEMBER, mms, 'mm');
      mm >= 0;
      mm = reader.nextKey(mm, mms, 'mm')
    ) {
      this.live.add(mm);
      this.users[mm] = reader.below(bounds.processes + 1, 'user of an mm');
      this.references[mm] = reader.count('references to an mm');
      this.pasids[mm] = reader.below(bounds.pasids, 'id of an mm');
    }
  }

  clear(): void {
    this.live.clear();
    this.users.fill(NO_USER);
    this.references.fill(0);
    this.pasids.fill(NO_PASID);
  }

  representationFault(): string | undefined {
    for (let mm = 0; mm < this.users.length; mm++) {
      const references = this.references[mm]!;
      if (this.live.has(mm) ? references < 1 : references !== 0) {
        return `mms: mm ${mm} has ${references} references and live is ${this.live.has(mm)}`;
      }
      if (references === 0 && (this.isUsed(mm) || this.pasids[mm] !== NO_PASID)) {
        return `mms: mm ${mm} is dropped and has a record`;
      }
    }
    const fault = this.live.representationFault();
    return fault === undefined ? undefined : `mms: ${fault}`;
  }
}
