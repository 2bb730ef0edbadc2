import {
  type DeviceId,
  type DomainId,
  ERRNO,
  type GroupId,
  type HandleId,
  type HandleType,
  NO_HANDLE,
  NO_PASID,
  type Pasid,
} from '#contract';
import { NO_GROUP } from './machine-map.js';
import { RequestActions } from './request-actions.js';
import { NO_SLOT } from './slot-table.js';

/** What kernel drivers do with the slots of their groups. */
export class AttachmentActions extends RequestActions {
  pasidAttach(device: DeviceId, pasid: Pasid, domain: DomainId, handle: HandleId): number {
    if (!this.mayAttach(device, pasid)) return -ERRNO.EPERM;
    if (!this.isAttachable(domain)) return -ERRNO.EOPNOTSUPP;
    return this.attach(device, pasid, domain, handle);
  }

  pasidDetach(device: DeviceId, pasid: Pasid, domain: DomainId): number {
    const group = this.groupOf(device);
    if (group === NO_GROUP) {
      return this.reproach(`pasid-detach: device ${device} is in no group`);
    }
    this.detach(group, pasid, domain);
    return 0;
  }

  pasidReplace(device: DeviceId, pasid: Pasid, domain: DomainId, handle: HandleId): number {
    if (this.lacks('pasid-replace')) return 0;
    if (!this.mayAttach(device, pasid)) return -ERRNO.EPERM;
    const group = this.groupOf(device);
    if (group === NO_GROUP) return -ERRNO.ENODEV;
    if (!this.isAttachable(domain)) return -ERRNO.EOPNOTSUPP;
    if (!this.isOfDriverOf(device, domain)) return -ERRNO.EINVAL;
    if (pasid === NO_PASID || handle === NO_HANDLE) return -ERRNO.EINVAL;
    const slot = this.slots.find(group, pasid);
    if (slot === NO_SLOT) return -ERRNO.EINVAL;
    if (this.slots.isDraining(slot)) return -ERRNO.EBUSY;
    if (this.slots.handleAt(slot) === handle) {
      this.platform.warn(`pasid-replace: handle ${handle} is in the slot already`);
      return -ERRNO.EINVAL;
    }
    return this.replace(slot, group, domain, handle);
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

  /** Whether callers can attach a domain: one of their own; entry 0, of no domain, is none. */
  protected isAttachable(domain: number): boolean {
    return this.map.attachable[domain] === 1;
  }

  protected isOfType(domain: number, type: HandleType): boolean {
    return type === 'any' || (type === 'sva') === this.svaDomains.isOne(domain);
  }

  /** Lead an attached slot to a domain and a handle; or a negated errno, and all is as before. */
  protected replace(slot: number, group: number, domain: number, handle: number): number {
    if (domain !== this.slots.domainAt(slot)) {
      const refusal = this.retellGroup(slot, group, domain);
      if (refusal !== 0) return refusal;
      // Whoever would have answered them served the old domain.
      this.answerGroup(group, this.slots.pasidAt(slot));
    }
    this.slots.lead(slot, handle, domain);
    return 0;
  }

  /** Every page request of the told members at an id is answered INVALID. */
  protected answerGroup(group: number, pasid: number): void {
    const { firstMember, members } = this.map;
    const end = firstMember[group + 1]!;
    for (let at = firstMember[group]!; at < end; at++) {
      if (this.isTold(members[at]!)) this.answerRequests(members[at]!, pasid, 'invalid');
    }
  }
}
