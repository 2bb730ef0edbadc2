import {
  cgroupId,
  type DeviceId,
  ERRNO,
  NO_PASID,
  NO_USER,
  type Pasid,
  ROOT_CGROUP,
} from '#contract';
import { MachineRecords, PASID_RESOURCE } from './machine-records.js';

/** The global allocator: ids taken from the pool and given back, and who pays for them. */
export class AllocatorActions extends MachineRecords {
  pasidAllocGlobal(device: DeviceId): number {
    const pasid = this.allocateForDriver(device);
    if (pasid > 0) this.driverRecords.add(device, pasid);
    return pasid;
  }

  pasidFreeGlobal(device: DeviceId, pasid: Pasid): number {
    if (!this.mayFree(device, pasid)) return -ERRNO.EPERM;
    if (this.letGo(pasid)) this.driverRecords.remove(device, pasid);
    return 0;
  }

  /** Whether a driver may free an id. */
  protected mayFree(device: number, pasid: number): boolean {
    const { freeBy } = this.topology.policy;
    return freeBy === 'anyone' || this.driverRecords.holds(device, pasid);
  }

  /** An id for a kernel driver, which serves the whole system and nobody in particular. */
  protected allocateForDriver(device: number): number {
    return this.allocatePasid(device, ROOT_CGROUP, NO_USER);
  }

  /** An id for a process, paid for by the cgroup in which it runs now. */
  protected allocateForProcess(device: number, process: number): number {
    const { processes } = this;
    return this.allocatePasid(device, processes.cgroupOf(process), processes.userOf(process));
  }

  /** Charge a cgroup, then take the lowest free id of the device's range; or a negated errno. */
  protected allocatePasid(device: number, cgroup: number, user: number): number {
    if (this.maxPasidsOf(device) === 0) return -ERRNO.ENOSPC;
    if (!this.charge(cgroup)) return -ERRNO.EAGAIN;
    const pasid = this.takePasid(device);
    if (pasid === NO_PASID) {
      this.uncharge(cgroup);
      return -ERRNO.ENOSPC;
    }
    this.pool.noteCharge(pasid, this.isCharged() ? cgroup : ROOT_CGROUP);
    this.pool.noteUser(pasid, user);
    return pasid;
  }

  /** The lowest free id of the device's range; NO_PASID also when the allocator has no memory. */
  protected takePasid(device: number): number {
    if (!this.platform.allocate('ida_alloc_range')) return NO_PASID;
    return this.pool.take(this.maxPasidsOf(device));
  }

  /**
   * The record that named an id is gone, whoever's it was: the id returns to the pool at once, or
   * with the last slot that is occupied at it. False, with a warning, if it was not allocated.
   */
  protected letGo(pasid: number): boolean {
    if (!this.pool.isAllocated(pasid)) {
      this.platform.warn(`pasid ${pasid} is freed, and not allocated`);
      return false;
    }
    if (this.isKeptBySlots(pasid)) this.pool.keepLetGo(pasid);
    else this.returnPasid(pasid);
    return true;
  }

  /** Whether an id whose owner lets it go stays allocated, because a slot is occupied at it. */
  protected isKeptBySlots(pasid: number): boolean {
    const { freeAttached } = this.topology.policy;
    return freeAttached === 'condemn' && this.slots.isOccupiedAnywhere(pasid);
  }

  /** A slot is empty: if it was the last at an id that nobody holds, the id returns. */
  protected returnIfUnused(pasid: number): void {
    if (!this.pool.isLetGo(pasid) || this.slots.isOccupiedAnywhere(pasid)) return;
    this.returnPasid(pasid);
  }

  /** An id returns to the pool, its charge to the cgroup that was charged for it. */
  protected returnPasid(pasid: number): void {
    const cgroup = this.pool.chargedCgroup(pasid);
    this.pool.release(pasid);
    this.uncharge(cgroup);
  }

  /** Whether ids are charged at all. */
  protected isCharged(): boolean {
    return this.topology.policy.quota === 'cgroup';
  }

  /** Charge one id; false when a limit on the way to the root refuses. */
  protected charge(cgroup: number): boolean {
    if (!this.isCharged()) return true;
    return this.ledger.tryCharge(PASID_RESOURCE, cgroupId(cgroup), 1) === 0;
  }

  protected uncharge(cgroup: number): void {
    if (this.isCharged()) this.ledger.uncharge(PASID_RESOURCE, cgroupId(cgroup), 1);
  }
}
