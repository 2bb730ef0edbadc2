import { type FileId, NO_PASID, type Pasid, type ProcessId, pasid as toPasid } from '#contract';
import { DEV_SVA, MDEV, VFIO, WORK_QUEUE } from './file-table.js';
import { MdevActions } from './mdev-actions.js';

/** Open files of every kind: passed on, closed, and asked for the id that came with them. */
export class FileActions extends MdevActions {
  filePass(process: ProcessId, file: FileId, receiver: ProcessId): number {
    if (this.lacks('file-pass')) return 0;
    if (!this.processes.isRunning(process) || !this.holdings.holds(process, file)) {
      return this.reproach(`file-pass: process ${process} is not running or holds no file ${file}`);
    }
    if (!this.processes.isRunning(receiver) || this.holdings.holds(receiver, file)) {
      return this.reproach(`file-pass: process ${receiver} is not running or holds file ${file}`);
    }
    this.shareFile(file, receiver);
    return 0;
  }

  fileClose(process: ProcessId, file: FileId): number {
    if (this.lacks('file-close')) return 0;
    if (!this.holdings.holds(process, file)) {
      return this.reproach(`file-close: process ${process} does not hold file ${file}`);
    }
    this.holdings.remove(process, file);
    this.forgetIfGone(process);
    if (this.files.dropReference(file) === 0) this.closeFile(file);
    return 0;
  }

  filePasid(file: FileId): Pasid {
    if (!this.files.isOpen(file)) return NO_PASID;
    switch (this.files.kindOf(file)) {
      case WORK_QUEUE:
        return toPasid(this.mms.pasidOf(this.files.mmOf(file)));
      case MDEV:
        return toPasid(this.mdevs.pasidOf(this.files.mdevOf(file)));
      default:
        return NO_PASID;
    }
  }

  /** An exited process that holds no file any more is gone. */
  protected forgetIfGone(process: number): void {
    if (this.processes.isExited(process) && !this.holdings.hasAny(process)) {
      this.processes.forget(process);
    }
  }

  /** The last close: what the file holds goes first, by kind, then its number is unused. */
  protected closeFile(file: number): void {
    switch (this.files.kindOf(file)) {
      case DEV_SVA:
        this.closeDevSva(file);
        break;
      case WORK_QUEUE:
        this.closeWorkQueue(file);
        break;
      case VFIO:
        this.closeVfio(file);
        break;
      default:
        this.closeMdev(file);
    }
    this.files.close(file);
  }
}
