import { type CgroupId, ERRNO, type MmId, NO_PASID, type ProcessId, ROOT_CGROUP } from '#contract';
import { AllocatorActions } from './allocator-actions.js';
import { PASID_RESOURCE } from './machine-records.js';
import { NO_PAIR } from './pair-table.js';

/** Processes, the life of their address spaces, and the limits of their cgroups. */
export class ProcessActions extends AllocatorActions {
  processSpawn(process: ProcessId, mm: MmId, cgroup: CgroupId): number {
    if (this.processes.isInUse(process)) {
      return this.reproach(`process-spawn: process ${process} is in use`);
    }
    if (this.mms.isLive(mm)) return this.reproach(`process-spawn: mm ${mm} is in use`);
    if (!this.platform.allocate('allocate_mm')) return -ERRNO.ENOMEM;
    this.startProcess(process, mm, cgroup);
    this.confineByNumber(process);
    return 0;
  }

  processFork(process: ProcessId, child: ProcessId, mm: MmId): number {
    if (!this.processes.isRunning(process)) {
      return this.reproach(`process-fork: process ${process} is not running`);
    }
    if (this.processes.isInUse(child)) {
      return this.reproach(`process-fork: process ${child} is in use`);
    }
    if (this.mms.isLive(mm)) return this.reproach(`process-fork: mm ${mm} is in use`);
    if (!this.platform.allocate('allocate_mm')) return -ERRNO.ENOMEM;
    this.startProcess(child, mm, this.processes.cgroupOf(process));
    this.confineAs(child, process);
    this.shareFiles(process, child);
    return 0;
  }

  processExec(process: ProcessId, mm: MmId): number {
    if (!this.processes.isRunning(process)) {
      return this.reproach(`process-exec: process ${process} is not running`);
    }
    if (this.mms.isLive(mm)) return this.reproach(`process-exec: mm ${mm} is in use`);
    if (!this.platform.allocate('allocate_mm')) return -ERRNO.ENOMEM;
    const old = this.processes.mmOf(process);
    this.mms.create(mm, process);
    this.processes.useMm(process, mm);
    this.leaveMm(old);
    return 0;
  }

  processExit(process: ProcessId): number {
    if (!this.processes.isRunning(process)) {
      return this.reproach(`process-exit: process ${process} is not running`);
    }
    const mm = this.processes.mmOf(process);
    this.processes.stop(process);
    // Its files are closed by later calls; until then nobody else gets its number.
    if (this.holdings.hasAny(process)) this.processes.keepExited(process);
    this.leaveMm(mm);
    return 0;
  }

  processMigrate(process: ProcessId, cgroup: CgroupId): number {
    if (!this.processes.isRunning(process)) {
      return this.reproach(`process-migrate: process ${process} is not running`);
    }
    this.processes.moveTo(process, cgroup);
    return 0;
  }

  cgroupSetMax(cgroup: CgroupId, max: number): number {
    if (!this.isCharged()) return this.reproach('cgroup-set-max: ids are not charged to cgroups');
    // The root has no `misc.max` file, so there is nothing to write to.
    if (cgroup === ROOT_CGROUP) return -ERRNO.ENOENT;
    return this.ledger.setMax(PASID_RESOURCE, cgroup, max);
  }

  /** A process begins with a new address space, which has no id whatever its parent had. */
  protected startProcess(process: number, mm: number, cgroup: number): void {
    this.mms.create(mm, process);
    this.processes.start(process, cgroup, mm);
  }

  /** Whose a process is that nobody forked, and what it may open, both by its number. */
  protected confineByNumber(process: number): void {
    const { users } = this.topology;
    this.processes.confine(process, 1 + (process % users), process % this.sandboxes.count);
  }

  /** A child is its parent's user's, and in its sandbox. */
  protected confineAs(child: number, parent: number): void {
    this.processes.confine(child, this.processes.userOf(parent), this.processes.sandboxOf(parent));
  }

  /** A child holds every file that its parent holds. */
  protected shareFiles(parent: number, child: number): void {
    const { holdings } = this;
    for (let held = holdings.firstOf(parent); held !== NO_PAIR; held = holdings.after(held)) {
      this.shareFile(holdings.keyAt(held), child);
    }
  }

  /** One process more holds a file. */
  protected shareFile(file: number, receiver: number): void {
    this.holdings.add(receiver, file);
    this.files.addReference(file);
  }

  /** An address space loses its user, and with it the one reference of its users. */
  protected leaveMm(mm: number): void {
    this.mms.loseUser(mm);
    this.putMm(mm);
  }

  /** One reference to an address space less; the last one drops it. */
  protected putMm(mm: number): void {
    if (this.mms.dropReference(mm) === 0) this.dropMm(mm);
  }

  /** Nothing refers to an address space any more: its id, if it has one, goes with it. */
  protected dropMm(mm: number): void {
    const pasid = this.mms.pasidOf(mm);
    if (pasid !== NO_PASID) this.letGo(pasid);
    this.mms.remove(mm);
  }
}
