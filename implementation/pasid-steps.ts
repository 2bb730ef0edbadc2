import { cgroupId, deviceId, ERRNO, mmId, NO_PASID, pasid as toPasid } from '#contract';
import { MachineRecords, PASID_RESOURCE } from './machine-records.js';

/**
 * The steps the actions are made of, from the life of an address space down to one charge. Each
 * takes one decision; the order in which a step asks the platform is the order of the tables.
 */
export class PasidSteps extends MachineRecords {
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

  /** The id with which an address space will be bound to a device, or a negated errno. */
  protected pasidForBind(device: number, mm: number): number {
    if (!this.platform.pageTableDmaCompatible(mmId(mm))) return -ERRNO.EBUSY;
    const pasid = this.mms.pasidOf(mm);
    if (pasid === NO_PASID) return this.giveMmItsPasid(device, mm);
    return this.pasidFitsDevice(pasid, device) ? pasid : -ERRNO.EOVERFLOW;
  }

  /** Whether a device can put an id into its DMA. */
  protected pasidFitsDevice(pasid: number, device: number): boolean {
    return pasid < this.maxPasids[device]!;
  }

  /** The first bind of an address space: it keeps the id until it is dropped. */
  protected giveMmItsPasid(device: number, mm: number): number {
    if (!this.platform.allocate('kzalloc_iommu_mm_data')) return -ERRNO.ENOMEM;
    const pasid = this.allocatePasid(device, this.cgroupToCharge(mm));
    if (pasid > 0) this.mms.setPasid(mm, pasid);
    return pasid;
  }

  /** Who pays for the id of an address space: the cgroup in which its process runs now. */
  protected cgroupToCharge(mm: number): number {
    return this.processes.cgroupOf(this.mms.userOf(mm));
  }

  /** Charge a cgroup, then take the lowest free id of the device's range; or a negated errno. */
  protected allocatePasid(device: number, cgroup: number): number {
    if (!this.charge(cgroup)) return -ERRNO.EAGAIN;
    const pasid = this.takePasid(device);
    if (pasid === NO_PASID) {
      this.uncharge(cgroup);
      return -ERRNO.ENOSPC;
    }
    this.pool.noteCharge(pasid, cgroup);
    return pasid;
  }

  /** The lowest free id of the device's range; NO_PASID also when the allocator has no memory. */
  protected takePasid(device: number): number {
    if (!this.platform.allocate('ida_alloc_range')) return NO_PASID;
    return this.pool.take(this.maxPasids[device]!);
  }

  /** An id returns to the pool, its charge to the cgroup that was charged. */
  protected freePasid(pasid: number): void {
    const cgroup = this.pool.chargedCgroup(pasid);
    this.pool.release(pasid);
    this.uncharge(cgroup);
  }

  /** Charge one id; false when a limit on the way to the root refuses. */
  protected charge(cgroup: number): boolean {
    return this.ledger.tryCharge(PASID_RESOURCE, cgroupId(cgroup), 1) === 0;
  }

  protected uncharge(cgroup: number): void {
    this.ledger.uncharge(PASID_RESOURCE, cgroupId(cgroup), 1);
  }

  /** A new bond: slot, hardware, reference. The answer is 0, or a negated errno: nothing is set. */
  protected attach(device: number, mm: number, pasid: number): number {
    if (!this.platform.allocate('kzalloc_iommu_sva')) return -ERRNO.ENOMEM;
    if (!this.platform.allocate('xa_insert')) return -ERRNO.ENOMEM;
    const bond = this.bonds.insert(device, pasid, mm);
    const refusal = this.tellDevice(device, mm, pasid);
    if (refusal !== 0) {
      this.giveUpSlot(bond, mm);
      return refusal;
    }
    this.mms.addReference(mm);
    return 0;
  }

  /** Ask the IOMMU driver to let the device reach the address space; 0 or a negated errno. */
  protected tellDevice(device: number, mm: number, pasid: number): number {
    return this.platform.setDevPasid(deviceId(device), toPasid(pasid), mmId(mm));
  }

  /** The IOMMU driver refused, so the slot is as empty as before. */
  protected giveUpSlot(bond: number, mm: number): void {
    this.bonds.remove(bond, mm);
  }

  /** The end of a bond: hardware, then slot, then the reference, which may be the last. */
  protected detach(device: number, mm: number, bond: number): void {
    this.quietDevice(device, this.bonds.pasidOf(bond));
    this.bonds.remove(bond, mm);
    this.putMm(mm);
  }

  /** The device stops using the id before its slot is empty, so no late DMA meets a new owner. */
  protected quietDevice(device: number, pasid: number): void {
    this.platform.removeDevPasid(deviceId(device), toPasid(pasid));
  }
}
