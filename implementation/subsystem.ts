import {
  type CgroupId,
  type DeviceId,
  ERRNO,
  type MmId,
  type Pasid,
  type PasidDriver,
  type ProcessId,
  ROOT_CGROUP,
} from '#contract';
import { NO_BOND } from './bond-table.js';
import { PASID_RESOURCE } from './machine-records.js';
import { PasidSteps } from './pasid-steps.js';

/**
 * The PASID subsystem: each method is one action of the contract. It checks what the caller
 * promised, takes the steps, and leaves the keeping of records to the parts.
 */
export class PasidSubsystem extends PasidSteps implements PasidDriver {
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
    // The root has no `misc.max` file, so there is nothing to write to.
    if (cgroup === ROOT_CGROUP) return -ERRNO.ENOENT;
    return this.ledger.setMax(PASID_RESOURCE, cgroup, max);
  }

  pasidAllocGlobal(device: DeviceId): number {
    // A kernel driver serves the whole system.
    const pasid = this.allocatePasid(device, ROOT_CGROUP);
    if (pasid > 0) this.driverRecords.add(device, pasid);
    return pasid;
  }

  pasidFreeGlobal(device: DeviceId, pasid: Pasid): number {
    if (!this.driverRecords.holds(device, pasid)) return -ERRNO.EPERM;
    this.driverRecords.remove(device, pasid);
    this.freePasid(pasid);
    return 0;
  }

  svaBind(device: DeviceId, mm: MmId): number {
    if (!this.mms.isUsed(mm)) return this.reproach(`sva-bind: no process uses mm ${mm}`);
    const pasid = this.pasidForBind(device, mm);
    if (pasid < 0) return pasid;
    const bond = this.bonds.find(device, mm);
    if (bond !== NO_BOND) {
      this.bonds.addUser(bond);
      return pasid;
    }
    const refusal = this.attach(device, mm, pasid);
    return refusal === 0 ? pasid : refusal;
  }

  svaUnbind(device: DeviceId, mm: MmId): number {
    const bond = this.bonds.find(device, mm);
    if (bond === NO_BOND) {
      return this.reproach(`sva-unbind: device ${device} has no bond with mm ${mm}`);
    }
    if (this.bonds.dropUser(bond) === 0) this.detach(device, mm, bond);
    return 0;
  }

  svaGetPasid(device: DeviceId, mm: MmId): number {
    if (this.bonds.find(device, mm) === NO_BOND) {
      return this.reproach(`sva-get-pasid: device ${device} has no bond with mm ${mm}`);
    }
    return this.mms.pasidOf(mm);
  }

  /** A caller broke its contract: say so once and change nothing. */
  private reproach(reason: string): number {
    this.platform.warn(reason);
    return 0;
  }
}
