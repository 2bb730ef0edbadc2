import {
  type DeviceId,
  type DomainId,
  deviceId,
  domainId,
  ERRNO,
  type GroupId,
  type HandleId,
  type HandleType,
  NO_DOMAIN,
  NO_HANDLE,
  NO_PASID,
  type Pasid,
  pasid as toPasid,
} from '#contract';
import { NO_GROUP } from './machine-map.js';
import { ProcessActions } from './process-actions.js';
import { NO_SLOT } from './slot-table.js';

/** Slots of groups, the domains in them, and what the members of a group are told about it. */
export class AttachmentActions extends ProcessActions {
  pasidAttach(device: DeviceId, pasid: Pasid, domain: DomainId, handle: HandleId): number {
    if (!this.mayAttach(device, pasid)) return -ERRNO.EPERM;
    // Callers attach domains of their own; entry 0, of no domain, cannot be attached either.
    if (this.map.attachable[domain] !== 1) return -ERRNO.EOPNOTSUPP;
    return this.attach(device, pasid, domain, handle);
  }

  pasidDetach(device: DeviceId, pasid: Pasid, domain: DomainId): number {
    const group = this.map.groups[device]!;
    if (group === NO_GROUP) {
      return this.reproach(`pasid-detach: device ${device} is in no group`);
    }
    this.detach(group, pasid, domain);
    return 0;
  }

  attachHandleGet(group: GroupId, pasid: Pasid, type: HandleType): number {
    const slot = this.slotWithHandle(group, pasid);
    if (slot === NO_SLOT) return -ERRNO.ENOENT;
    if (!this.isOfType(this.slots.domainAt(slot), type)) return -ERRNO.EBUSY;
    return this.slots.handleAt(slot);
  }

  /** Whether a driver may attach at an id. */
  protected mayAttach(device: number, pasid: number): boolean {
    const { attachBy } = this.topology.policy;
    return attachBy === 'anyone' || this.driverRecords.holds(device, pasid);
  }

  /** Put a domain into the slot of a device's group, then tell the group; or a negated errno. */
  protected attach(device: number, pasid: number, domain: number, handle: number): number {
    const group = this.map.groups[device]!;
    if (group === NO_GROUP) return -ERRNO.ENODEV;
    if (!this.isOfDriverOf(device, domain) || pasid === NO_PASID) return -ERRNO.EINVAL;
    if (!this.pasidFitsGroupOf(device, pasid)) return -ERRNO.EINVAL;
    if (this.isOccupied(group, pasid)) return -ERRNO.EBUSY;
    if (!this.platform.allocate('xa_insert')) return -ERRNO.ENOMEM;
    this.fillSlot(group, pasid, domain, handle);
    const refusal = this.tellGroup(group, pasid, domain);
    if (refusal !== 0) this.giveUpSlot(group, pasid);
    return refusal;
  }

  /** Whether a domain belongs to the IOMMU driver that a device is behind. */
  protected isOfDriverOf(device: number, domain: number): boolean {
    const driver = this.svaDomains.isOne(domain)
      ? this.svaDomains.driverOf(domain)
      : this.map.domainDrivers[domain];
    return driver === this.map.iommuDrivers[device];
  }

  /** Whether every member of a device's group that can tag its DMA can put an id into it. */
  protected pasidFitsGroupOf(device: number, pasid: number): boolean {
    return pasid < this.map.pasidLimits[this.map.groups[device]!]!;
  }

  /** Whether a slot is taken for an attach; a reserved one is. */
  protected isOccupied(group: number, pasid: number): boolean {
    return this.slots.find(group, pasid) !== NO_SLOT;
  }

  /** A slot without a handle is reserved, and then forgets which domain it is for. */
  protected fillSlot(group: number, pasid: number, domain: number, handle: number): void {
    this.slots.insert(group, pasid, handle, handle === NO_HANDLE ? NO_DOMAIN : domain);
  }

  /** The slot with a handle that a lookup finds; NO_SLOT where it is empty or reserved. */
  protected slotWithHandle(group: number, pasid: number): number {
    const slot = this.slots.find(group, pasid);
    return slot !== NO_SLOT && this.slots.handleAt(slot) !== NO_HANDLE ? slot : NO_SLOT;
  }

  protected isOfType(domain: number, type: HandleType): boolean {
    return type === 'any' || (type === 'sva') === this.svaDomains.isOne(domain);
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

  /** Members that cannot tag their DMA are never told of a PASID. */
  protected isTold(device: number): boolean {
    return this.map.maxPasids[device]! > 0;
  }

  /** Ask the IOMMU driver to let the device reach the domain; 0 or a negated errno. */
  protected tellDevice(device: number, pasid: number, domain: number): number {
    return this.platform.setDevPasid(deviceId(device), toPasid(pasid), domainId(domain));
  }

  /** The IOMMU driver refused, so the slot is as empty as before. */
  protected giveUpSlot(group: number, pasid: number): void {
    this.slots.remove(group, pasid);
  }

  /** The members stop using the id before its slot is empty, so no late DMA meets a new owner. */
  protected detach(group: number, pasid: number, domain: number): void {
    this.quietGroup(group, pasid, domain);
    this.slots.remove(group, pasid);
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
