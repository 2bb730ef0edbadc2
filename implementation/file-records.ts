import { type Pasid, pasid } from '#contract';
import { listOf } from './columns.js';
import { NO_PAIR, PairTable } from './pair-table.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** The ids in the records of open files: pairs (file, PASID), without a value. */
export class FileRecords extends PairTable {
  has(file: number, id: number): boolean {
    return this.find(file, id) !== NO_PAIR;
  }

  /** The id is in the record; it may have been there before. */
  add(file: number, id: number): void {
    this.insert(file, id, 0);
  }

  remove(file: number, id: number): void {
    this.delete(this.find(file, id));
  }

  /** The record is empty. */
  removeAll(file: number): void {
    for (let entry = this.firstOf(file); entry !== NO_PAIR; entry = this.firstOf(file)) {
      this.delete(entry);
    }
  }

  viewOf(file: number): readonly Pasid[] {
    return listOf(this.keysOf(file), pasid);
  }

  save(writer: SnapshotWriter): void {
    this.savePairs(writer, () => undefined);
  }

  load(reader: SnapshotReader, pasids: number): void {
    this.loadPairs(reader, pasids, 'id of a file', (file, id) => this.add(file, id));
  }

  representationFault(): string | undefined {
    const fault = this.pairFault();
    return fault === undefined ? undefined : `file records: ${fault}`;
  }
}
