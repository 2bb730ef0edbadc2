import { deviceId, pasid, type SystemView } from '#contract';
import { listOf } from './columns.js';
import { NO_PAIR, PairTable } from './pair-table.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** The page requests that wait for an answer: pairs (device, PASID), the value says how many. */
export class PageRequests extends PairTable {
  /** How many of a device wait at an id. */
  countOf(device: number, id: number): number {
    const entry = this.find(device, id);
    return entry === NO_PAIR ? 0 : this.values[entry]!;
  }

  addOne(device: number, id: number): void {
    const entry = this.find(device, id);
    if (entry === NO_PAIR) this.insert(device, id, 1);
    else this.values[entry]!++;
  }

  /** One of those that wait is answered. */
  removeOne(device: number, id: number): void {
    const entry = this.find(device, id);
    if (this.values[entry] === 1) this.delete(entry);
    else this.values[entry]!--;
  }

  view(): SystemView['pageRequests'] {
    return listOf(this.risingPairs(), (entry) => ({
      device: deviceId(this.owners[entry]!),
      pasid: pasid(this.keys[entry]!),
      count: this.values[entry]!,
    }));
  }

  save(writer: SnapshotWriter): void {
    this.savePairs(writer, (entry) => writer.integer(this.values[entry]!));
  }

  load(reader: SnapshotReader, pasids: number): void {
    this.loadPairs(reader, pasids, 'page request', (device, id) => {
      const count = reader.below(2 ** 31, 'number of page requests');
      if (count === 0) throw new Error(`snapshot: no page request of device ${device} at ${id}`);
      this.insert(device, id, count);
    });
  }

  representationFault(): string | undefined {
    const fault = this.pairFault();
    if (fault !== undefined) return `page requests: ${fault}`;
    for (const entry of this.risingPairs()) {
      if (this.values[entry]! < 1) return `page requests: entry ${entry} counts none`;
    }
    return undefined;
  }
}
