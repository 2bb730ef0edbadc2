import { cgroupId, type DeviceId, ERRNO, NO_PASID, type Pasid, ROOT_CGROUP } from '#contract';
import { MachineRecords, PASID_RESOURCE } from './machine-records.js';

/** The global allocator: ids taken from the pool and given back, and who pays for them. */
export class AllocatorActions extends MachineRecords {
  pasidAllocGlobal(device: DeviceId): number {
    // A kernel driver serves the whole system.
    const pasid = this.allocatePasid(device, ROOT_CGROUP);
    if (pasid > 0) this.driverRecords.add(device, pasid);
    return pasid;
  }

  pasidFreeGlobal(device: DeviceId, pasid: Pasid): number {
    if (!this.mayFree(device, pasid)) return -ERRNO.EPERM;
    if (this.isKeptBySlots(pasid)) return -ERRNO.EBUSY;
    if (this.freePasid(pasid)) this.driverRecords.remove(device, pasid);
    return 0;
  }

  /** Whether a driver may free an id. */
  protected mayFree(device: number, pasid: number): boolean {
    const { freeBy } = this.topology.policy;
    return freeBy === 'anyone' || this.driverRecords.holds(device, pasid);
  }

  /** Whether an id cannot be freed because a slot is occupied at it. */
  protected isKeptBySlots(pasid: number): boolean {
    const { freeBy } = this.topology.policy;
    return freeBy === 'holder' && this.slots.isOccupiedAnywhere(pasid);
  }

  /** Charge a cgroup, then take the lowest free id of the device's range; or a negated errno. */
  protected allocatePasid(device: number, cgroup: number): number {
    if (this.map.maxPasids[device] === 0) return -ERRNO.ENOSPC;
    if (!this.charge(cgroup)) return -ERRNO.EAGAIN;
    const pasid = this.takePasid(device);
    if (pasid === NO_PASID) {
      this.uncharge(cgroup);
      return -ERRNO.ENOSPC;
    }
    this.pool.noteCharge(pasid, this.isCharged() ? cgroup : ROOT_CGROUP);
    return pasid;
  }

  /** The lowest free id of the device's range; NO_PASID also when the allocator has no memory. */
  protected takePasid(device: number): number {
    if (!this.platform.allocate('ida_alloc_range')) return NO_PASID;
    return this.pool.take(this.map.maxPasids[device]!);
  }

  /** An id returns to the pool, its charge to the cgroup that was charged; false if nobody held it. */
  protected freePasid(pasid: number): boolean {
    if (!this.pool.isAllocated(pasid)) {
      this.platform.warn(`pasid ${pasid} is freed, and not allocated`);
      return false;
    }
    const cgroup = this.pool.chargedCgroup(pasid);
    this.pool.release(pasid);
    this.uncharge(cgroup);
    return true;
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
