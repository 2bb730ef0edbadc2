import {
  type DeviceId,
  deviceId,
  ERRNO,
  type GroupId,
  type Pasid,
  type ResponseCode,
  pasid as toPasid,
} from '#contract';
import { NO_GROUP } from './machine-map.js';
import { SlotSteps } from './slot-steps.js';
import { NO_SLOT } from './slot-table.js';

/** Page requests of devices, each answered exactly once, and the end of drains. */
export class RequestActions extends SlotSteps {
  pageRequest(device: DeviceId, pasid: Pasid): number {
    if (this.lacks('page-request')) return 0;
    if (pasid >= this.maxPasidsOf(device)) {
      return this.reproach(`page-request: device ${device} cannot send pasid ${pasid}`);
    }
    if (!this.isServed(device, pasid)) {
      this.respond(device, pasid, 'invalid');
      return -ERRNO.EINVAL;
    }
    if (this.platform.allocate('iopf_group_alloc')) this.requests.addOne(device, pasid);
    else this.respond(device, pasid, 'failure');
    return 0;
  }

  pageResponse(device: DeviceId, pasid: Pasid): number {
    if (this.lacks('page-response')) return 0;
    if (this.requests.countOf(device, pasid) === 0) {
      return this.reproach(`page-response: no request of device ${device} waits at ${pasid}`);
    }
    this.requests.removeOne(device, pasid);
    this.respond(device, pasid, this.canServe(device, pasid) ? 'success' : 'invalid');
    return 0;
  }

  drainComplete(group: GroupId, pasid: Pasid): number {
    if (this.lacks('drain-complete')) return 0;
    const slot = this.slots.find(group, pasid);
    if (slot === NO_SLOT || !this.slots.isDraining(slot)) {
      return this.reproach(`drain-complete: slot ${pasid} of group ${group} does not drain`);
    }
    if (this.hasRequestsAt(group, pasid)) return -ERRNO.EBUSY;
    this.emptySlot(slot);
    return 0;
  }

  /** Whether somebody serves the page requests of a device at an id. */
  protected isServed(device: number, pasid: number): boolean {
    const group = this.groupOf(device);
    return group !== NO_GROUP && this.slotWithHandle(group, pasid) !== NO_SLOT;
  }

  /** Whether a request can still be served: what the slot leads to is there, and is used. */
  protected canServe(device: number, pasid: number): boolean {
    const group = this.groupOf(device);
    if (group === NO_GROUP) return false;
    const slot = this.slotWithHandle(group, pasid);
    if (slot === NO_SLOT) return false;
    const domain = this.slots.domainAt(slot);
    return !this.svaDomains.isOne(domain) || this.mms.isUsed(this.svaDomains.mmOf(domain));
  }

  /** Whether a request of a member of a group waits at an id. */
  protected hasRequestsAt(group: number, pasid: number): boolean {
    const { firstMember, members } = this.map;
    const end = firstMember[group + 1]!;
    for (let at = firstMember[group]!; at < end; at++) {
      if (this.requests.countOf(members[at]!, pasid) > 0) return true;
    }
    return false;
  }

  /** Answer every request of a device that waits at an id. */
  protected answerRequests(device: number, pasid: number, code: ResponseCode): void {
    for (let left = this.requests.countOf(device, pasid); left > 0; left--) {
      this.requests.removeOne(device, pasid);
      this.respond(device, pasid, code);
    }
  }

  protected respond(device: number, pasid: number, code: ResponseCode): void {
    this.platform.respond(deviceId(device), toPasid(pasid), code);
  }
}
