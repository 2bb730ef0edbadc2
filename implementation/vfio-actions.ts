import {
  type DeviceId,
  ERRNO,
  type FileId,
  NO_FILE,
  NO_HANDLE,
  type Pasid,
  type ProcessId,
} from '#contract';
import { VFIO } from './file-table.js';
import { NO_GROUP } from './machine-map.js';
import { NO_SLOT } from './slot-table.js';
import { WorkQueueActions } from './work-queue-actions.js';

/** VFIO devices: a group claimed for a user, and ids of others attached in it. */
export class VfioActions extends WorkQueueActions {
  vfioOpen(process: ProcessId, device: DeviceId): number {
    if (this.lacks('vfio-open')) return 0;
    if (!this.processes.isRunning(process)) {
      return this.reproach(`vfio-open: process ${process} is not running`);
    }
    const refusal = this.makeRoomForFile();
    if (refusal !== 0) return refusal;
    if (!this.mayOpenVfio(process, device)) return -ERRNO.EPERM;
    const group = this.groupOf(device);
    if (group === NO_GROUP) return -ERRNO.ENODEV;
    if (this.isOpenElsewhere(device)) return -ERRNO.EINVAL;
    const unclaimed = this.claimFor(this.claimantOf(process), group);
    if (unclaimed !== 0) return unclaimed;
    const file = this.openFile(VFIO, process);
    this.files.setSubject(file, device, 0);
    return file;
  }

  vfioAttach(process: ProcessId, file: FileId, pasid: Pasid): number {
    if (this.lacks('vfio-attach')) return 0;
    if (!this.canUse(process, file, VFIO)) return this.reproachVfio('vfio-attach', process, file);
    if (!this.mayUseThroughVfio(process, pasid)) return -ERRNO.EPERM;
    const device = this.files.deviceOf(file);
    const refusal = this.attach(device, pasid, this.map.firstSpaceOf(file), NO_HANDLE);
    if (refusal === 0) this.vfioRecords.add(file, pasid);
    return refusal;
  }

  vfioReplace(process: ProcessId, file: FileId, pasid: Pasid): number {
    if (this.lacks('vfio-replace')) return 0;
    if (!this.canUse(process, file, VFIO)) return this.reproachVfio('vfio-replace', process, file);
    if (!this.mayUseThroughVfio(process, pasid)) return -ERRNO.EPERM;
    const group = this.groupOf(this.files.deviceOf(file));
    if (group === NO_GROUP) return -ERRNO.ENODEV;
    const slot = this.slotOfFile(group, pasid, file);
    if (slot === NO_SLOT) return -ERRNO.EINVAL;
    return this.replace(slot, group, this.otherSpace(slot, file), NO_HANDLE);
  }

  vfioDetach(process: ProcessId, file: FileId, pasid: Pasid): number {
    if (this.lacks('vfio-detach')) return 0;
    if (!this.canUse(process, file, VFIO)) return this.reproachVfio('vfio-detach', process, file);
    const group = this.homeOf(file);
    const slot = this.slotOfFile(group, pasid, file);
    if (slot === NO_SLOT) return 0;
    this.detachSlot(group, slot);
    this.vfioRecords.remove(file, pasid);
    this.guestMaps.removeLeadingTo(file, pasid);
    return 0;
  }

  /** Whether a process may use an id with VFIO, which accepts the ids of `/dev/sva`. */
  protected mayUseThroughVfio(process: number, pasid: number): boolean {
    const { attachBy } = this.topology.policy;
    return attachBy === 'anyone' || this.holdsPasidThroughFile(process, pasid);
  }

  /** Whether a device is open through some VFIO file. */
  protected isOpenElsewhere(device: number): boolean {
    return this.files.firstOn(device, VFIO) !== NO_FILE;
  }

  /** For whom VFIO claims a group: the user of the process that opens. */
  protected claimantOf(process: number): number {
    return this.topology.owners + this.processes.userOf(process);
  }

  /** The group that the device of a file belongs to, also if it is unplugged by now. */
  protected homeOf(file: number): number {
    return this.map.groups[this.files.deviceOf(file)]!;
  }

  /** The I/O address space of a file that a slot is not under. */
  protected otherSpace(slot: number, file: number): number {
    const first = this.map.firstSpaceOf(file);
    return this.slots.domainAt(slot) === first ? first + 1 : first;
  }

  /** Every slot that a file attached is detached, in rising order; nothing leads there any more. */
  protected detachAllOf(file: number): void {
    const group = this.homeOf(file);
    for (const pasid of this.vfioRecords.keysOf(file)) {
      this.detachSlot(group, this.slotOfFile(group, pasid, file));
    }
    this.vfioRecords.removeAll(file);
    this.guestMaps.removeAll(file);
  }

  /** The last close: the slots, then the claim. */
  protected closeVfio(file: number): void {
    this.detachAllOf(file);
    this.giveUpClaim(this.homeOf(file), 'file-close');
  }

  protected reproachVfio(action: string, process: number, file: number): number {
    return this.reproach(`${action}: process ${process} cannot use VFIO file ${file}`);
  }
}
