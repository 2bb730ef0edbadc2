import { type DeviceId, ERRNO, type GroupId, groupId, NO_OWNER, type OwnerId } from '#contract';
import { AttachmentActions } from './attachment-actions.js';
import { NO_GROUP } from './machine-map.js';

/** DMA ownership of groups: used by drivers of the kernel, or claimed by one owner in user space. */
export class OwnershipActions extends AttachmentActions {
  driverProbe(device: DeviceId): number {
    if (this.devices.hasDriver(device)) {
      return this.reproach(`driver-probe: device ${device} has a kernel driver`);
    }
    if (!this.devices.isPlugged(device)) return -ERRNO.ENODEV;
    const group = this.groupOf(device);
    if (group !== NO_GROUP) {
      if (!this.groups.hasDefaultDomain(group)) return -ERRNO.EPROBE_DEFER;
      if (this.isDraining(group) || !this.mayProbe(group)) return -ERRNO.EBUSY;
      this.groups.countOneMore(group);
    }
    this.noteDriver(device);
    return 0;
  }

  driverRemove(device: DeviceId): number {
    if (this.isWhole() && !this.devices.hasDriver(device)) {
      return this.reproach(`driver-remove: device ${device} has no kernel driver`);
    }
    const group = this.groupOf(device);
    if (group !== NO_GROUP) {
      if (!this.mayRemove(group)) {
        return this.reproach(
          `driver-remove: group ${group} is not in use, or has a PASID attached`,
        );
      }
      this.groups.countOneLess(group);
    }
    this.devices.unbindDriver(device);
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
    const group = this.groupOf(device);
    if (group === NO_GROUP) return -ERRNO.ENODEV;
    return this.claimFor(owner, group);
  }

  deviceRelease(device: DeviceId): number {
    // A claim outlives its device, so one that is unplugged still belongs to its group here.
    const group = this.map.groups[device]!;
    if (group === NO_GROUP) {
      return this.reproach(`device-release: device ${device} belongs to no group`);
    }
    return this.giveUpClaim(group, 'device-release');
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

  /** Under actions: recorded nobody notes which driver is bound to what. */
  protected noteDriver(device: number): void {
    if (this.isWhole()) this.devices.bindDriver(device);
  }

  /** Whether DMA is on its way that a driver let in now could be given. */
  protected isDraining(group: number): boolean {
    return this.slots.hasDraining(group);
  }

  /** Whether a driver of the kernel may use the group; an unused one is not looked at closely. */
  protected mayProbe(group: number): boolean {
    if (this.groups.ownerCountOf(group) === 0) return true;
    if (!this.groups.isUnderDefault(group)) return false;
    return this.groups.ownerOf(group) === NO_OWNER && !this.slots.hasAny(group);
  }

  /** Whether a driver leaves a group that is in use and has no PASID attached; drains may go on. */
  protected mayRemove(group: number): boolean {
    return this.groups.ownerCountOf(group) > 0 && !this.slots.hasAttached(group);
  }

  /** One claim more through a device of the group; or a negated errno. */
  protected claimFor(owner: number, group: number): number {
    if (this.groups.ownerCountOf(group) === 0) return this.takeGroup(group, owner);
    if (!this.mayClaimAgain(group, owner)) return -ERRNO.EPERM;
    this.groups.countOneMore(group);
    return 0;
  }

  /** One claim less through a device of the group; the last one gives the group back. */
  protected giveUpClaim(group: number, action: string): number {
    if (this.groups.ownerCountOf(group) <= 1) return this.releaseGroup(group, action);
    this.groups.countOneLess(group);
    return 0;
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
    return this.groups.ownerCountOf(group) > 0 && !this.slots.hasAttached(group);
  }

  /** The last release: nobody owns the group, whatever was counted. */
  protected releaseGroup(group: number, action: string): number {
    if (!this.mayRelease(group)) {
      return this.reproach(`${action}: group ${group} is not claimed, or has a PASID attached`);
    }
    if (!this.isWhole() && !this.groups.hasDefaultDomain(group)) {
      this.groups.disown(group);
      return this.reproach(`${action}: group ${group} has no default domain to go back to`);
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
