import { type DeviceId, ERRNO, type FileId, NO_HANDLE, NO_PASID, type ProcessId } from '#contract';
import { DevSvaActions } from './dev-sva-actions.js';
import { WORK_QUEUE } from './file-table.js';

/** Shared work queues: bonds that live as long as the files through which they were made. */
export class WorkQueueActions extends DevSvaActions {
  wqOpen(process: ProcessId, device: DeviceId): number {
    if (this.lacks('wq-open')) return 0;
    if (!this.processes.isRunning(process)) {
      return this.reproach(`wq-open: process ${process} is not running`);
    }
    const refusal = this.makeRoomForFile();
    if (refusal !== 0) return refusal;
    if (!this.mayOpenWorkQueue(process, device)) return -ERRNO.EPERM;
    if (!this.devices.hasDriver(device)) return -ERRNO.ENODEV;
    const mm = this.processes.mmOf(process);
    const handle = this.bind(device, mm);
    if (handle < 0) return handle;
    const file = this.openFile(WORK_QUEUE, process);
    this.files.setSubject(file, device, mm);
    this.files.setHandle(file, handle);
    return file;
  }

  wqSubmit(process: ProcessId, file: FileId): number {
    if (this.lacks('wq-submit')) return 0;
    if (!this.canUse(process, file, WORK_QUEUE)) {
      return this.reproach(`wq-submit: process ${process} cannot use work queue ${file}`);
    }
    if (!this.maySubmit(process, file)) return -ERRNO.EPERM;
    if (this.files.handleOf(file) === NO_HANDLE) return -ERRNO.ENXIO;
    const pasid = this.mms.pasidOf(this.files.mmOf(file));
    return pasid === NO_PASID ? -ERRNO.ENXIO : pasid;
  }

  /** Whether the work of a process reaches its own address space through a file. */
  protected maySubmit(process: number, file: number): boolean {
    return this.processes.mmOf(process) === this.files.mmOf(file);
  }

  /** The last close: the bond has one user less, unless a removal took it. */
  protected closeWorkQueue(file: number): void {
    const handle = this.files.handleOf(file);
    if (handle === NO_HANDLE) return;
    if (this.svaHandles.isLive(handle)) this.unbind(handle);
    else this.platform.warn(`file-close: the bond ${handle} of work queue ${file} is not live`);
  }

  /** A removal of the device takes the bond of a file that stays open. */
  protected takeBond(file: number): void {
    const handle = this.files.handleOf(file);
    this.files.setHandle(file, NO_HANDLE);
    // A caller that broke its contract may have ended it before.
    if (this.svaHandles.isLive(handle)) this.unbind(handle);
  }
}
