import { deviceId, NO_PASID, PASID_LIMIT, pasid, type SystemView } from '#contract';
import { listOf } from './columns.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/**
 * What changes about the devices of the topology.
 *
 *     unplugged[d]      1 from unplug to plug
 *     drivers[d]        1 while a kernel driver is bound; stays 0 under actions: recorded
 *     systemPasids[d]   the id that this driver keeps for itself, or NO_PASID
 */
export class DeviceTable {
  protected readonly unplugged: Uint8Array;
  protected readonly drivers: Uint8Array;
  protected readonly systemPasids: Int32Array;

  /** All are plugged in. */
  constructor(devices: number) {
    this.unplugged = new Uint8Array(devices);
    this.drivers = new Uint8Array(devices);
    this.systemPasids = new Int32Array(devices);
  }

  isPlugged(device: number): boolean {
    return this.unplugged[device] === 0;
  }

  hasDriver(device: number): boolean {
    return this.drivers[device] === 1;
  }

  systemPasidOf(device: number): number {
    return this.systemPasids[device]!;
  }

  plug(device: number): void {
    this.unplugged[device] = 0;
  }

  unplug(device: number): void {
    this.unplugged[device] = 1;
  }

  bindDriver(device: number): void {
    this.drivers[device] = 1;
  }

  unbindDriver(device: number): void {
    this.drivers[device] = 0;
  }

  setSystemPasid(device: number, id: number): void {
    this.systemPasids[device] = id;
  }

  view(): SystemView['devices'] {
    return listOf(this.systemPasids, (id, device) => ({
      device: deviceId(device),
      isPlugged: this.isPlugged(device),
      hasKernelDriver: this.hasDriver(device),
      systemPasid: pasid(id),
    }));
  }

  save(writer: SnapshotWriter): void {
    for (let device = 0; device < this.drivers.length; device++) {
      const flags = (this.drivers[device]! << 1) | this.unplugged[device]!;
      writer.integer((this.systemPasids[device]! << 2) | flags);
    }
  }

  load(reader: SnapshotReader, pasids: number): void {
    for (let device = 0; device < this.drivers.length; device++) {
      const state = reader.below(pasids << 2, 'state of a device');
      this.unplugged[device] = state & 1;
      this.drivers[device] = (state >>> 1) & 1;
      this.systemPasids[device] = state >>> 2;
    }
  }

  /** As at boot. */
  clear(): void {
    this.unplugged.fill(0);
    this.drivers.fill(0);
    this.systemPasids.fill(NO_PASID);
  }

  representationFault(): string | undefined {
    for (let device = 0; device < this.drivers.length; device++) {
      if (this.systemPasidOf(device) >= 0 && this.systemPasidOf(device) < PASID_LIMIT) continue;
      return `devices: device ${device} has the system PASID ${this.systemPasidOf(device)}`;
    }
    return undefined;
  }
}
