import { type CgroupId, ERRNO, type MmId, NO_PASID, type ProcessId, ROOT_CGROUP } from '#contract';
import { AllocatorActions } from './allocator-actions.js';
import { PASID_RESOURCE } from './machine-records.js';

/** Processes, the life of their address spaces, and the limits of their cgroups. */
export class ProcessActions extends AllocatorActions {
  processSpawn(process: ProcessId, mm: MmId, cgroup: CgroupId): number {
    if (this.processes.isRunning(process)) {
      return this.reproach(`process-spawn: process ${process} is running already`);
    }
    if (this.mms.isLive(mm)) return this.reproach(`process-spawn: mm ${mm} is in use`);
    this.startProcess(process, mm, cgroup);
    return 0;
  }

  processFork(process: ProcessId, child: ProcessId, mm: MmId): number {
    if (!this.processes.isRunning(process)) {
      return this.reproach(`process-fork: process ${process} is not running`);
    }
    if (this.processes.isRunning(child)) {
      return this.reproach(`process-fork: process ${child} is running already`);
    }
    if (this.mms.isLive(mm)) return this.reproach(`process-fork: mm ${mm} is in use`);
    this.startProcess(child, mm, this.processes.cgroupOf(process));
    return 0;
  }

  processExec(process: ProcessId, mm: MmId): number {
    if (!this.processes.isRunning(process)) {
      return this.reproach(`process-exec: process ${process} is not running`);
    }
    if (this.mms.isLive(mm)) return this.reproach(`process-exec: mm ${mm} is in use`);
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
    if (pasid !== NO_PASID) this.freePasid(pasid);
    this.mms.remove(mm);
  }
}
