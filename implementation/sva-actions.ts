import {
  type DeviceId,
  deviceId,
  ERRNO,
  type HandleId,
  type MmId,
  mmId,
  NO_DOMAIN,
  NO_HANDLE,
  NO_PASID,
} from '#contract';
import { NO_GROUP } from './machine-map.js';
import { OwnershipActions } from './ownership-actions.js';
import { NO_SLOT } from './slot-table.js';

/** Shared virtual addressing: address spaces bound to devices through handles and SVA domains. */
export class SvaActions extends OwnershipActions {
  svaBind(device: DeviceId, mm: MmId): number {
    if (!this.mms.isUsed(mm)) return this.reproach(`sva-bind: no process uses mm ${mm}`);
    return this.bind(device, mm);
  }

  svaUnbind(handle: HandleId): number {
    if (!this.svaHandles.isLive(handle)) {
      return this.reproach(`sva-unbind: handle ${handle} is no live SVA handle`);
    }
    this.unbind(handle);
    return 0;
  }

  svaGetPasid(handle: HandleId): number {
    if (!this.svaHandles.isLive(handle)) {
      return this.reproach(`sva-get-pasid: handle ${handle} is no live SVA handle`);
    }
    return this.mms.pasidOf(this.svaDomains.mmOf(this.svaHandles.domainOf(handle)));
  }

  /** Bind an address space that a process uses: the handle, or a negated errno. */
  protected bind(device: number, mm: number): number {
    const group = this.groupOf(device);
    if (group === NO_GROUP) return -ERRNO.ENODEV;
    if (this.topology.policy.sva === 'off') return -ERRNO.EOPNOTSUPP;
    const pasid = this.pasidForBind(device, mm);
    if (pasid < 0) return pasid;
    const slot = this.slotWithHandle(group, pasid);
    return slot === NO_SLOT ? this.bindAnew(device, mm, pasid) : this.bindAgain(slot, mm);
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
    return pasid < this.map.maxPasids[device]!;
  }

  /** The first bind of an address space: it keeps the id until it is dropped. */
  protected giveMmItsPasid(device: number, mm: number): number {
    if (!this.platform.allocate('kzalloc_iommu_mm_data')) return -ERRNO.ENOMEM;
    const pasid = this.allocateForProcess(device, this.mms.userOf(mm));
    if (pasid > 0) this.mms.setPasid(mm, pasid);
    return pasid;
  }

  /** The slot has a handle: one user more, if it is of the same address space. */
  protected bindAgain(slot: number, mm: number): number {
    if (!this.isOfMm(this.slots.domainAt(slot), mm)) return -ERRNO.EBUSY;
    const handle = this.slots.handleAt(slot);
    this.svaHandles.addUser(handle);
    return handle;
  }

  /** Whether a domain is an SVA domain of an address space. */
  protected isOfMm(domain: number, mm: number): boolean {
    return this.svaDomains.isOne(domain) && this.svaDomains.mmOf(domain) === mm;
  }

  /** The slot has no handle: a new one, or a negated errno. */
  protected bindAnew(device: number, mm: number, pasid: number): number {
    if (!this.platform.allocate('kzalloc_iommu_sva')) return -ERRNO.ENOMEM;
    const handle = this.svaHandles.take();
    if (handle === NO_HANDLE) return -ERRNO.ENOMEM;
    const domain = this.attachSvaDomain(device, mm, pasid, handle);
    if (domain < 0) {
      this.svaHandles.release(handle);
      return domain;
    }
    this.svaHandles.open(handle, device, domain);
    return handle;
  }

  /** The SVA domain that could be attached, an old one before a new one; or a negated errno. */
  protected attachSvaDomain(device: number, mm: number, pasid: number, handle: number): number {
    const old = this.attachOldDomain(device, mm, pasid, handle);
    return old === NO_DOMAIN ? this.attachNewDomain(device, mm, pasid, handle) : old;
  }

  /** The first of an address space's domains, the newest first, that can be attached. */
  protected attachOldDomain(device: number, mm: number, pasid: number, handle: number): number {
    const { svaDomains } = this;
    let domain = svaDomains.newestOf(mm);
    while (domain !== NO_DOMAIN && this.attach(device, pasid, domain, handle) !== 0) {
      domain = svaDomains.olderThan(domain);
    }
    if (domain !== NO_DOMAIN) svaDomains.addUser(domain);
    return domain;
  }

  /** A domain made for this bind; it keeps the address space once it is attached. */
  protected attachNewDomain(device: number, mm: number, pasid: number, handle: number): number {
    const unmade = this.platform.allocateSvaDomain(deviceId(device), mmId(mm));
    if (unmade !== 0) return unmade;
    const domain = this.svaDomains.create(mm, this.map.iommuDrivers[device]!);
    if (domain === NO_DOMAIN) return -ERRNO.ENOMEM;
    const refusal = this.attach(device, pasid, domain, handle);
    if (refusal !== 0) {
      this.svaDomains.free(domain);
      return refusal;
    }
    this.svaDomains.becomeNewest(domain);
    this.mms.addReference(mm);
    return domain;
  }

  /** One user of a bond less. */
  protected unbind(handle: number): void {
    if (this.svaHandles.dropUser(handle) === 0) this.endBond(handle);
  }

  /** The last unbind: the slot, then the handle, then the domain. */
  protected endBond(handle: number): void {
    // The device may be unplugged by now; its group is still the one that it bound in.
    const group = this.map.groups[this.svaHandles.deviceOf(handle)]!;
    const domain = this.svaHandles.domainOf(handle);
    const pasid = this.mms.pasidOf(this.svaDomains.mmOf(domain));
    if (this.isBondSlot(group, pasid, handle)) this.detach(group, pasid, domain);
    this.svaHandles.release(handle);
    this.putSvaDomain(domain);
  }

  /** Whether a bond that ends has its slot; under actions: recorded nobody looks. */
  protected isBondSlot(group: number, pasid: number, handle: number): boolean {
    if (!this.isWhole()) return true;
    const slot = this.slotWithHandle(group, pasid);
    return slot !== NO_SLOT && this.slots.handleAt(slot) === handle;
  }

  /** One user of an SVA domain less; the last one frees it, and its reference with it. */
  protected putSvaDomain(domain: number): void {
    if (this.svaDomains.dropUser(domain) !== 0) return;
    const mm = this.svaDomains.mmOf(domain);
    this.svaDomains.free(domain);
    this.putMm(mm);
  }
}
