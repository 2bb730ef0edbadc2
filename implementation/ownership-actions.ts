import { type DeviceId, ERRNO, type GroupId, groupId, NO_OWNER, type OwnerId } from '#contract';
import { AttachmentActions } from './attachment-actions.js';
import { NO_GROUP } from './machine-map.js';

/** DMA ownership of groups: used by drivers of the kernel, or claimed by one owner in user space. */
export class OwnershipActions extends AttachmentActions {
  driverProbe(device: DeviceId): number {
    const group = this.map.groups[device]!;
    if (group === NO_GROUP) return 0;
    if (!this.groups.hasDefaultDomain(group)) return -ERRNO.EPROBE_DEFER;
    if (!this.mayProbe(group)) return -ERRNO.EBUSY;
    this.groups.countOneMore(group);
    return 0;
  }

  driverRemove(device: DeviceId): number {
    const group = this.map.groups[device]!;
    if (group === NO_GROUP) return 0;
    if (!this.mayRemove(group)) {
      return this.reproach(`driver-remove: group ${group} is not in use, or has a PASID attached`);
    }
    this.groups.countOneLess(group);
    return 0;
  }

  groupClaim(group: GroupId, owner: OwnerId): number {
    if (owner === NO_OWNER) return this.refuseNobody('group-claim');
    if (this.groups.ownerCountOf(group) > 0) return -ERRNO.EPERM;
    return this.takeGroup(group, owner);
  }

  groupRelease(group: GroupId): number {
    return this.releaseGroup(group, 'group-release');
  }

  deviceClaim(device: DeviceId, owner: OwnerId): number {
    if (owner === NO_OWNER) return this.refuseNobody('device-claim');
    const group = this.map.groups[device]!;
    if (group === NO_GROUP) return -ERRNO.ENODEV;
    if (this.groups.ownerCountOf(group) === 0) return this.takeGroup(group, owner);
    if (!this.mayClaimAgain(group, owner)) return -ERRNO.EPERM;
    this.groups.countOneMore(group);
    return 0;
  }

  deviceRelease(device: DeviceId): number {
    const group = this.map.groups[device]!;
    if (group === NO_GROUP) {
      return this.reproach(`device-release: device ${device} is in no group`);
    }
    if (this.groups.ownerCountOf(group) <= 1) return this.releaseGroup(group, 'device-release');
    this.groups.countOneLess(group);
    return 0;
  }

  groupDefaultDomainReady(group: GroupId): number {
    if (this.groups.hasDefaultDomain(group)) {
      return this.reproach(`group-default-domain-ready: group ${group} has its default domain`);
    }
    const wasUnderNone = this.groups.isUnderNone(group);
    this.groups.gainDefaultDomain(group);
    if (wasUnderNone) this.setDefaultDomain(group);
    return 0;
  }

  /** Whether a driver of the kernel may use the group; an unused one is not looked at closely. */
  protected mayProbe(group: number): boolean {
    if (this.groups.ownerCountOf(group) === 0) return true;
    if (!this.groups.isUnderDefault(group)) return false;
    return this.groups.ownerOf(group) === NO_OWNER && !this.slots.hasAny(group);
  }

  /** Whether a driver leaves a group that is in use and has no PASID attached. */
  protected mayRemove(group: number): boolean {
    return this.groups.ownerCountOf(group) > 0 && !this.slots.hasAny(group);
  }

  /** Whether a claim of a group in use is one more of the same owner. */
  protected mayClaimAgain(group: number, owner: number): boolean {
    return this.groups.ownerOf(group) === owner;
  }

  /** Whether a group that nobody uses can be put under a blocking domain. */
  protected isTakeable(group: number): boolean {
    return !this.groups.isUnderBlocking(group) && !this.slots.hasAny(group);
  }

  /** The first claim: the blocking domain, then the owner; or a negated errno. */
  protected takeGroup(group: number, owner: number): number {
    if (!this.isTakeable(group)) return -ERRNO.EBUSY;
    const unmade = this.makeBlockingDomain(group);
    if (unmade !== 0) return unmade;
    const refusal = this.platform.setGroupDomain(groupId(group), 'blocking');
    if (refusal !== 0) return refusal;
    this.groups.take(group, owner);
    return 0;
  }

  /** A group keeps its blocking domain; a driver that makes none is asked for an empty one. */
  protected makeBlockingDomain(group: number): number {
    if (this.groups.hasBlockingDomain(group)) return 0;
    if (this.platform.allocateGroupDomain(groupId(group), 'blocked') !== 0) {
      const refusal = this.platform.allocateGroupDomain(groupId(group), 'unmanaged');
      if (refusal !== 0) return refusal;
    }
    this.groups.keepBlockingDomain(group);
    return 0;
  }

  /** Whether a release gives the group back. */
  protected mayRelease(group: number): boolean {
    if (this.groups.ownerOf(group) === NO_OWNER) return false;
    return this.groups.ownerCountOf(group) > 0 && !this.slots.hasAny(group);
  }

  /** The last release: nobody owns the group, whatever was counted. */
  protected releaseGroup(group: number, action: string): number {
    if (!this.mayRelease(group)) {
      return this.reproach(`${action}: group ${group} is not claimed, or has a PASID attached`);
    }
    this.groups.giveBack(group);
    if (this.groups.hasDefaultDomain(group)) this.setDefaultDomain(group);
    return 0;
  }

  /** Back under the default domain: it was attached before, so a refusal is the driver's mistake. */
  protected setDefaultDomain(group: number): void {
    if (this.platform.setGroupDomain(groupId(group), 'default') === 0) return;
    this.platform.warn(`group ${group} is refused its default domain`);
  }

  private refuseNobody(action: string): number {
    this.platform.warn(`${action}: nobody cannot claim`);
    return -ERRNO.EINVAL;
  }
}
