import { ERRNO, NO_FILE } from '#contract';
import { KernelPasidActions } from './kernel-pasid-actions.js';

/** What opening and using a file of any kind shares. */
export class FileSteps extends KernelPasidActions {
  /** Whether one file more can be open: 0, or a negated errno. */
  protected makeRoomForFile(): number {
    if (this.files.nextNumber() === NO_FILE) return -ERRNO.EMFILE;
    return this.platform.allocate('alloc_empty_file') ? 0 : -ERRNO.ENOMEM;
  }

  protected mayOpenDevSva(process: number): boolean {
    return this.sandboxes.listsDevSva(this.processes.sandboxOf(process));
  }

  protected mayOpenVfio(process: number, device: number): boolean {
    return this.sandboxes.listsVfio(this.processes.sandboxOf(process), device);
  }

  protected mayOpenWorkQueue(process: number, device: number): boolean {
    return this.sandboxes.listsWorkQueue(this.processes.sandboxOf(process), device);
  }

  protected mayOpenMdev(process: number, mdev: number): boolean {
    return this.sandboxes.listsMdev(this.processes.sandboxOf(process), mdev);
  }

  /** The lowest unused number is a file of a kind, held by its opener. */
  protected openFile(kind: number, opener: number): number {
    const file = this.files.open(kind, this.userOfFile(opener));
    this.shareFile(file, opener);
    return file;
  }

  /** For whom a file is, wherever it goes: the user of its opener. */
  protected userOfFile(opener: number): number {
    return this.processes.userOf(opener);
  }

  /** Whether a process is running and holds a file of a kind. */
  protected canUse(process: number, file: number, kind: number): boolean {
    if (!this.processes.isRunning(process) || !this.holdings.holds(process, file)) return false;
    return this.files.kindOf(file) === kind;
  }
}
