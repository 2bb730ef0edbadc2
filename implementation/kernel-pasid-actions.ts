import { type DeviceId, ERRNO, NO_HANDLE, NO_PASID } from '#contract';
import { NO_GROUP } from './machine-map.js';
import { SvaActions } from './sva-actions.js';

/** System PASIDs: what a kernel driver lets its device reach under the kernel's own DMA domain. */
export class KernelPasidActions extends SvaActions {
  kernelPasidEnable(device: DeviceId): number {
    if (this.lacks('kernel-pasid-enable')) return 0;
    if (!this.devices.hasDriver(device)) {
      return this.reproach(`kernel-pasid-enable: device ${device} has no kernel driver`);
    }
    if (this.devices.systemPasidOf(device) !== NO_PASID) {
      return this.reproach(`kernel-pasid-enable: device ${device} has a system PASID`);
    }
    const group = this.groupOf(device);
    if (group === NO_GROUP) return -ERRNO.EPERM;
    const pasid = this.allocateForDriver(device);
    if (pasid < 0) return pasid;
    const refusal = this.attachOrLetGo(device, pasid, this.map.kernelDomainOf(group));
    if (refusal !== 0) return refusal;
    this.devices.setSystemPasid(device, pasid);
    return pasid;
  }

  kernelPasidDisable(device: DeviceId): number {
    if (this.lacks('kernel-pasid-disable')) return 0;
    if (!this.devices.hasDriver(device)) {
      return this.reproach(`kernel-pasid-disable: device ${device} has no kernel driver`);
    }
    const pasid = this.devices.systemPasidOf(device);
    if (pasid === NO_PASID) return 0;
    this.detachSystemPasid(device, pasid);
    this.devices.setSystemPasid(device, NO_PASID);
    this.letGo(pasid);
    return 0;
  }

  /** Attach at an id that was just allocated, without a handle; it is given back if that fails. */
  protected attachOrLetGo(device: number, pasid: number, domain: number): number {
    const refusal = this.attach(device, pasid, domain, NO_HANDLE);
    if (refusal !== 0) this.letGo(pasid);
    return refusal;
  }

  /** The slot at the system PASID, if the kernel's DMA domain is in it. */
  protected detachSystemPasid(device: number, pasid: number): void {
    const group = this.map.groups[device]!;
    if (group === NO_GROUP) return;
    this.detachSlot(group, this.slotUnder(group, pasid, this.map.kernelDomainOf(group)));
  }
}
