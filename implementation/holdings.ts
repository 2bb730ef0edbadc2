import { fileId, type SystemView } from '#contract';
import { listOf } from './columns.js';
import { NO_PAIR, PairTable } from './pair-table.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

type Files = SystemView['processes'][number]['files'];

/** Which process holds which open file: pairs (process, file), without a value. */
export class Holdings extends PairTable {
  holds(process: number, file: number): boolean {
    return this.find(process, file) !== NO_PAIR;
  }

  add(process: number, file: number): void {
    this.insert(process, file, 0);
  }

  remove(process: number, file: number): void {
    this.delete(this.find(process, file));
  }

  viewOf(process: number): Files {
    return listOf(this.keysOf(process), fileId);
  }

  save(writer: SnapshotWriter): void {
    this.savePairs(writer, () => undefined);
  }

  load(reader: SnapshotReader, files: number): void {
    this.loadPairs(reader, files, 'held file', (process, file) => this.add(process, file));
  }

  representationFault(): string | undefined {
    const fault = this.pairFault();
    return fault === undefined ? undefined : `holdings: ${fault}`;
  }
}
