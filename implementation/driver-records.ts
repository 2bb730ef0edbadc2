import { type DeviceId, deviceId, type Pasid, pasid, type SystemView } from '#contract';
import { IdBitmap, NO_MEMBER } from './id-bitmap.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

const FIRST_CAPACITY = 32;

/**
 * The ids that kernel drivers allocated for themselves, in one record for each device.
 *
 *     held[device]   bit n is set while the driver of the device holds PASID n; absent while it
 *                    never held one. A record reaches as far as its highest id.
 */
export class DriverRecords {
  protected readonly held: (IdBitmap | undefined)[];

  constructor(devices: number) {
    this.held = Array.from({ length: devices }, () => undefined);
  }

  holds(device: number, id: number): boolean {
    return this.held[device]?.has(id) ?? false;
  }

  add(device: number, id: number): void {
    const record = this.held[device] ?? this.openRecord(device);
    record.makeRoomFor(id);
    record.add(id);
  }

  remove(device: number, id: number): void {
    const record = this.held[device];
    if (record?.has(id) === true) record.delete(id);
  }

  /** The next id after `id` that the driver of a device holds, or NO_MEMBER. */
  next(device: number, id: number): number {
    return this.held[device]?.next(id) ?? NO_MEMBER;
  }

  view(): SystemView['driverPasids'] {
    const driverPasids: { readonly device: DeviceId; readonly pasid: Pasid }[] = [];
    for (let device = 0; device < this.held.length; device++) {
      for (let id = this.next(device, NO_MEMBER); id >= 0; id = this.next(device, id)) {
        driverPasids.push({ device: deviceId(device), pasid: pasid(id) });
      }
    }
    return driverPasids;
  }

  save(writer: SnapshotWriter): void {
    for (let device = 0; device < this.held.length; device++) {
      let previous = NO_MEMBER;
      for (let id = this.next(device, NO_MEMBER); id >= 0; id = this.next(device, id)) {
        writer.key(previous, id);
        previous = id;
      }
      writer.endOfKeys();
    }
  }

  load(reader: SnapshotReader, pasids: number): void {
    this.clear();
    for (let device = 0; device < this.held.length; device++) {
      const what = 'id of a driver';
      for (
        let id = reader.nextKey(NO_MEMBER, pasids, what);
        id >= 0;
        id = reader.nextKey(id, pasids, what)
      ) {
        this.add(device, id);
      }
    }
  }

  clear(): void {
    for (const record of this.held) record?.clear();
  }

  representationFault(): string | undefined {
    for (let device = 0; device < this.held.length; device++) {
      const fault = this.held[device]?.representationFault();
      if (fault !== undefined) return `driver records: device ${device}: ${fault}`;
    }
    return undefined;
  }

  private openRecord(device: number): IdBitmap {
    const record = new IdBitmap(FIRST_CAPACITY);
    this.held[device] = record;
    return record;
  }
}
