import { type DeviceId, ERRNO, NO_OWNER, NO_PASID } from '#contract';
import { FileActions } from './file-actions.js';
import { MDEV, VFIO, WORK_QUEUE } from './file-table.js';
import { NO_MEMBER } from './id-bitmap.js';
import { NO_GROUP } from './machine-map.js';
import { NO_SLOT } from './slot-table.js';

/** Devices that come and go: what was attached through one that is pulled out goes with it. */
export class DeviceActions extends FileActions {
  devicePlug(device: DeviceId): number {
    if (this.lacks('device-plug')) return 0;
    if (this.devices.isPlugged(device)) {
      return this.reproach(`device-plug: device ${device} is plugged in`);
    }
    if (!this.isIdle(this.map.groups[device]!)) return -ERRNO.EBUSY;
    this.devices.plug(device);
    return 0;
  }

  deviceUnplug(device: DeviceId): number {
    if (this.lacks('device-unplug')) return 0;
    if (!this.devices.isPlugged(device)) {
      return this.reproach(`device-unplug: device ${device} is unplugged`);
    }
    this.answerAllOf(device);
    this.devices.unplug(device);
    this.takeBondsOn(device);
    this.detachVfioOn(device);
    this.detachMdevsOn(device);
    this.takePasidsOfDriver(device);
    this.loseDriver(device);
    this.emptyIfNobodyIsLeft(this.map.groups[device]!);
    return 0;
  }

  /** Whether a device that is let into its group now misses nothing of what the others were told. */
  protected isIdle(group: number): boolean {
    if (group === NO_GROUP) return true;
    return this.groups.ownerOf(group) === NO_OWNER && !this.slots.hasAny(group);
  }

  /** No page request of a device stays without an answer. */
  protected answerAllOf(device: number): void {
    for (const pasid of this.requests.keysOf(device)) {
      this.answerRequests(device, pasid, 'invalid');
    }
  }

  protected takeBondsOn(device: number): void {
    for (const file of this.files.filesOn(device, WORK_QUEUE)) this.takeBond(file);
  }

  protected detachVfioOn(device: number): void {
    for (const file of this.files.filesOn(device, VFIO)) this.detachAllOf(file);
  }

  protected detachMdevsOn(device: number): void {
    for (const file of this.files.filesOn(device, MDEV)) this.detachMdev(file);
  }

  /** The system PASID and the record of a device's driver: first the slots, then the ids. */
  protected takePasidsOfDriver(device: number): void {
    const { driverRecords } = this;
    const group = this.map.groups[device]!;
    const system = this.devices.systemPasidOf(device);
    this.detachAt(group, system);
    let pasid = driverRecords.next(device, NO_MEMBER);
    for (; pasid >= 0; pasid = driverRecords.next(device, pasid)) this.detachAt(group, pasid);
    this.devices.setSystemPasid(device, NO_PASID);
    if (system !== NO_PASID) this.letGo(system);
    pasid = driverRecords.next(device, NO_MEMBER);
    for (; pasid >= 0; pasid = driverRecords.next(device, pasid)) {
      driverRecords.remove(device, pasid);
      this.letGo(pasid);
    }
  }

  /** The slot of a group at an id is detached, if it is attached. */
  protected detachAt(group: number, pasid: number): void {
    if (group === NO_GROUP) return;
    const slot = this.slots.find(group, pasid);
    if (!this.slots.isDraining(slot)) this.detachSlot(group, slot);
  }

  /** A bound driver is bound no more, and its group has one driver less. */
  protected loseDriver(device: number): void {
    if (!this.devices.hasDriver(device)) return;
    this.devices.unbindDriver(device);
    const group = this.map.groups[device]!;
    if (group !== NO_GROUP && this.groups.ownerCountOf(group) > 0) this.groups.countOneLess(group);
  }

  /** Where no device is left that could send anything, there is nothing to wait for. */
  protected emptyIfNobodyIsLeft(group: number): void {
    if (group === NO_GROUP || this.hasToldMember(group)) return;
    let slot = this.slots.firstOf(group);
    for (; slot !== NO_SLOT; slot = this.slots.firstOf(group)) this.emptySlot(slot);
  }
}
