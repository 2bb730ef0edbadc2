import { deviceId, domainId, ERRNO, NO_HANDLE, NO_PASID, pasid as toPasid } from '#contract';
import { NO_GROUP } from './machine-map.js';
import { ProcessActions } from './process-actions.js';
import { NO_SLOT } from './slot-table.js';

/** How a slot is filled, led elsewhere and emptied, and what the members of its group are told. */
export class SlotSteps extends ProcessActions {
  /** Put a domain into the slot of a device's group, then tell the group; or a negated errno. */
  protected attach(device: number, pasid: number, domain: number, handle: number): number {
    const group = this.groupOf(device);
    if (group === NO_GROUP) return -ERRNO.ENODEV;
    if (!this.isOfDriverOf(device, domain) || pasid === NO_PASID) return -ERRNO.EINVAL;
    if (!this.pasidFitsGroup(pasid, group)) return -ERRNO.EINVAL;
    if (this.isOccupied(group, pasid)) return -ERRNO.EBUSY;
    if (!this.platform.allocate('xa_insert')) return -ERRNO.ENOMEM;
    this.fillSlot(group, pasid, domain, handle);
    const refusal = this.tellGroup(group, pasid, domain);
    if (refusal !== 0) this.giveUpSlot(group, pasid);
    return refusal;
  }

  /**
   * Whether a domain belongs to the IOMMU driver that a device is behind. Those of a file and of the
   * kernel are attached only through the device that they were made for.
   */
  protected isOfDriverOf(device: number, domain: number): boolean {
    if (domain >= this.map.firstDomainOfFiles) return true;
    const driver = this.svaDomains.isOne(domain)
      ? this.svaDomains.driverOf(domain)
      : this.map.domainDrivers[domain];
    return driver === this.map.iommuDrivers[device];
  }

  /** Whether every member that can tag its DMA can put an id into it; without any, each id fits. */
  protected pasidFitsGroup(pasid: number, group: number): boolean {
    const { firstMember, members, maxPasids } = this.map;
    const end = firstMember[group + 1]!;
    for (let at = firstMember[group]!; at < end; at++) {
      const member = members[at]!;
      if (this.isTold(member) && pasid >= maxPasids[member]!) return false;
    }
    return true;
  }

  /** Whether a slot is taken for an attach; a reserved one is, and one that drains. */
  protected isOccupied(group: number, pasid: number): boolean {
    return this.slots.find(group, pasid) !== NO_SLOT;
  }

  protected fillSlot(group: number, pasid: number, domain: number, handle: number): void {
    this.slots.occupy(group, pasid, handle, domain);
  }

  /** The slot with a handle that a lookup finds; NO_SLOT where it is empty, reserved or drains. */
  protected slotWithHandle(group: number, pasid: number): number {
    const slot = this.slots.find(group, pasid);
    return slot !== NO_SLOT && this.slots.handleAt(slot) !== NO_HANDLE ? slot : NO_SLOT;
  }

  /** The slot that is attached under a domain, or NO_SLOT. */
  protected slotUnder(group: number, pasid: number, domain: number): number {
    const slot = this.slots.find(group, pasid);
    return slot !== NO_SLOT && this.slots.domainAt(slot) === domain ? slot : NO_SLOT;
  }

  /** The slot that is attached under an I/O address space of a file, or NO_SLOT. */
  protected slotOfFile(group: number, pasid: number, file: number): number {
    const slot = this.slots.find(group, pasid);
    if (slot === NO_SLOT || !this.map.isSpaceOf(this.slots.domainAt(slot), file)) return NO_SLOT;
    return slot;
  }

  /** Tell the members in order; the first refusal undoes what was told, and is the answer. */
  protected tellGroup(group: number, pasid: number, domain: number): number {
    const { firstMember, members } = this.map;
    const end = firstMember[group + 1]!;
    for (let at = firstMember[group]!; at < end; at++) {
      const refusal = this.isTold(members[at]!) ? this.tellDevice(members[at]!, pasid, domain) : 0;
      if (refusal !== 0) {
        this.rollBack(group, at, pasid, domain);
        return refusal;
      }
    }
    return 0;
  }

  /** The member at this place refused: those before it are told to remove the id, it is not. */
  protected rollBack(group: number, refused: number, pasid: number, domain: number): void {
    this.quietMembers(this.map.firstMember[group]!, refused, pasid, domain);
  }

  /** Tell the members of another domain, in order, without a remove in between. */
  protected retellGroup(slot: number, group: number, domain: number): number {
    const { firstMember, members } = this.map;
    const pasid = this.slots.pasidAt(slot);
    const end = firstMember[group + 1]!;
    for (let at = firstMember[group]!; at < end; at++) {
      const refusal = this.isTold(members[at]!) ? this.tellDevice(members[at]!, pasid, domain) : 0;
      if (refusal !== 0) {
        this.rollBackReplace(group, at, pasid, this.slots.domainAt(slot));
        return refusal;
      }
    }
    return 0;
  }

  /** The member at this place refused: those before it are told the old domain again. */
  protected rollBackReplace(group: number, refused: number, pasid: number, old: number): void {
    for (let at = this.map.firstMember[group]!; at < refused; at++) {
      const member = this.map.members[at]!;
      if (this.isTold(member)) this.tellDevice(member, pasid, old);
    }
  }

  /** Members that cannot tag their DMA are never told of a PASID, nor any that is unplugged. */
  protected isTold(device: number): boolean {
    return this.maxPasidsOf(device) > 0;
  }

  /** Ask the IOMMU driver to let the device reach the domain; 0 or a negated errno. */
  protected tellDevice(device: number, pasid: number, domain: number): number {
    return this.platform.setDevPasid(deviceId(device), toPasid(pasid), domainId(domain));
  }

  /** The IOMMU driver refused, so the slot is as empty as before. */
  protected giveUpSlot(group: number, pasid: number): void {
    this.slots.empty(this.slots.find(group, pasid));
  }

  /**
   * The members stop using the id while its slot is occupied, so no late DMA meets a new owner. A
   * slot that is not attached stays as it is.
   */
  protected detach(group: number, pasid: number, domain: number): void {
    this.quietGroup(group, pasid, domain);
    const slot = this.slots.find(group, pasid);
    if (slot === NO_SLOT || this.slots.isDraining(slot)) return;
    if (this.mustDrain(group)) this.drainSlot(slot);
    else this.emptySlot(slot);
  }

  /** Detach an attached slot from whatever is in it; NO_SLOT is nothing to detach. */
  protected detachSlot(group: number, slot: number): void {
    if (slot === NO_SLOT) return;
    this.detach(group, this.slots.pasidAt(slot), this.slots.domainAt(slot));
  }

  /** Whether something can be on its way that a detached slot has to wait for. */
  protected mustDrain(group: number): boolean {
    return this.topology.policy.drain === 'asynchronous' && this.hasToldMember(group);
  }

  /** Whether a member is plugged in that can tag its DMA. */
  protected hasToldMember(group: number): boolean {
    const { firstMember, members } = this.map;
    const end = firstMember[group + 1]!;
    for (let at = firstMember[group]!; at < end; at++) {
      if (this.isTold(members[at]!)) return true;
    }
    return false;
  }

  protected drainSlot(slot: number): void {
    this.slots.drain(slot);
  }

  /** A slot is empty, and may have been the last that kept its id out of the pool. */
  protected emptySlot(slot: number): void {
    const pasid = this.slots.pasidAt(slot);
    this.slots.empty(slot);
    this.returnIfUnused(pasid);
  }

  protected quietGroup(group: number, pasid: number, domain: number): void {
    const { firstMember } = this.map;
    this.quietMembers(firstMember[group]!, firstMember[group + 1]!, pasid, domain);
  }

  /** Tell the members from one place up to another, in order, to remove an id. */
  protected quietMembers(from: number, to: number, pasid: number, domain: number): void {
    for (let at = from; at < to; at++) {
      const member = this.map.members[at]!;
      if (this.isTold(member)) this.quietDevice(member, pasid, domain);
    }
  }

  protected quietDevice(device: number, pasid: number, domain: number): void {
    this.platform.removeDevPasid(deviceId(device), toPasid(pasid), domainId(domain));
  }
}
