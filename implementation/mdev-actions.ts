import { type DeviceId, ERRNO, type MdevId, type ProcessId } from '#contract';
import { MDEV } from './file-table.js';
import { GuestActions } from './guest-actions.js';
import { NO_GROUP } from './machine-map.js';

/** Mediated devices: parts of a device that stays with its kernel driver, each with an id. */
export class MdevActions extends GuestActions {
  mdevCreate(mdev: MdevId, device: DeviceId): number {
    if (this.lacks('mdev-create')) return 0;
    if (this.mdevs.isCreated(mdev)) {
      return this.reproach(`mdev-create: mediated device ${mdev} is created`);
    }
    if (!this.devices.hasDriver(device)) return -ERRNO.ENODEV;
    if (!this.platform.allocate('kzalloc_mdev')) return -ERRNO.ENOMEM;
    this.mdevs.create(mdev, device);
    return 0;
  }

  mdevRemove(mdev: MdevId): number {
    if (this.lacks('mdev-remove')) return 0;
    if (!this.mdevs.isCreated(mdev)) {
      return this.reproach(`mdev-remove: mediated device ${mdev} is not created`);
    }
    if (this.mdevs.isOpen(mdev)) return -ERRNO.EBUSY;
    this.mdevs.remove(mdev);
    return 0;
  }

  mdevOpen(process: ProcessId, mdev: MdevId): number {
    if (this.lacks('mdev-open')) return 0;
    if (!this.processes.isRunning(process)) {
      return this.reproach(`mdev-open: process ${process} is not running`);
    }
    const refusal = this.makeRoomForFile();
    if (refusal !== 0) return refusal;
    if (!this.mayOpenMdev(process, mdev)) return -ERRNO.EPERM;
    if (!this.hasParent(mdev)) return -ERRNO.ENODEV;
    if (this.mdevs.isOpen(mdev)) return -ERRNO.EBUSY;
    return this.openMdev(process, mdev);
  }

  /** Whether a mediated device is created, and its parent has its kernel driver. */
  protected hasParent(mdev: number): boolean {
    return this.mdevs.isCreated(mdev) && this.devices.hasDriver(this.mdevs.parentOf(mdev));
  }

  /** An id, the slot at it, then the file; or a negated errno. */
  protected openMdev(process: number, mdev: number): number {
    const parent = this.mdevs.parentOf(mdev);
    const pasid = this.allocateForProcess(parent, process);
    if (pasid < 0) return pasid;
    const space = this.map.firstSpaceOf(this.files.nextNumber());
    const refusal = this.attachOrLetGo(parent, pasid, space);
    if (refusal !== 0) return refusal;
    const file = this.openFile(MDEV, process);
    this.files.setSubject(file, parent, mdev);
    this.mdevs.open(mdev, file, pasid);
    return file;
  }

  /** The slot of an open mediated device, if an address space of its file is in it. */
  protected detachMdev(file: number): void {
    const group = this.map.groups[this.files.deviceOf(file)]!;
    if (group === NO_GROUP) return;
    const pasid = this.mdevs.pasidOf(this.files.mdevOf(file));
    this.detachSlot(group, this.slotOfFile(group, pasid, file));
  }

  /** The last close: the slot, then the id. */
  protected closeMdev(file: number): void {
    const mdev = this.files.mdevOf(file);
    this.detachMdev(file);
    const pasid = this.mdevs.pasidOf(mdev);
    this.mdevs.close(mdev);
    this.letGo(pasid);
  }
}
