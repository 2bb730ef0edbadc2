import { type DeviceId, ERRNO, type FileId, type Pasid, type ProcessId } from '#contract';
import { FileSteps } from './file-steps.js';
import { DEV_SVA } from './file-table.js';
import { NO_PAIR } from './pair-table.js';

/** `/dev/sva`: ids that whoever holds the file may use, with VFIO or otherwise. */
export class DevSvaActions extends FileSteps {
  devSvaOpen(process: ProcessId): number {
    if (this.lacks('dev-sva-open')) return 0;
    if (!this.processes.isRunning(process)) {
      return this.reproach(`dev-sva-open: process ${process} is not running`);
    }
    const refusal = this.makeRoomForFile();
    if (refusal !== 0) return refusal;
    if (!this.mayOpenDevSva(process)) return -ERRNO.EPERM;
    return this.openFile(DEV_SVA, process);
  }

  devSvaAlloc(process: ProcessId, file: FileId, device: DeviceId): number {
    if (this.lacks('dev-sva-alloc')) return 0;
    if (!this.canUse(process, file, DEV_SVA)) {
      return this.reproach(`dev-sva-alloc: process ${process} cannot use /dev/sva file ${file}`);
    }
    const pasid = this.allocateForProcess(device, process);
    if (pasid > 0) this.devSvaRecords.add(file, pasid);
    return pasid;
  }

  devSvaFree(process: ProcessId, file: FileId, pasid: Pasid): number {
    if (this.lacks('dev-sva-free')) return 0;
    if (!this.canUse(process, file, DEV_SVA)) {
      return this.reproach(`dev-sva-free: process ${process} cannot use /dev/sva file ${file}`);
    }
    if (!this.mayFreeThroughFile(file, pasid)) return -ERRNO.EPERM;
    this.devSvaRecords.remove(file, pasid);
    this.letGo(pasid);
    return 0;
  }

  /** Whether an id can be freed through a file. */
  protected mayFreeThroughFile(file: number, pasid: number): boolean {
    return this.devSvaRecords.has(file, pasid);
  }

  /** Whether a process holds an id: it is in the record of a `/dev/sva` file that it holds. */
  protected holdsPasidThroughFile(process: number, pasid: number): boolean {
    const { holdings } = this;
    for (let held = holdings.firstOf(process); held !== NO_PAIR; held = holdings.after(held)) {
      if (this.devSvaRecords.has(holdings.keyAt(held), pasid)) return true;
    }
    return false;
  }

  /** The last close: each id in the record is let go, in rising order. */
  protected closeDevSva(file: number): void {
    const pasids = this.devSvaRecords.keysOf(file);
    this.devSvaRecords.removeAll(file);
    for (const pasid of pasids) this.letGo(pasid);
  }
}
