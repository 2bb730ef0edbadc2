import { type DeviceId, ERRNO, type HandleId, type MmId, NO_PASID } from '#contract';
import { MmTable, PasidSubsystem, SvaDomains, SvaHandles } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class SecondIdForSecondGroup extends PasidSubsystem {
  protected override bindAnew(device: number, mm: number, pasid: number): number {
    const isBound = this.svaDomains.newestOf(mm) !== 0;
    return super.bindAnew(device, mm, isBound ? this.takePasid(device) : pasid);
  }
}

export const givesSecondPasid = defectiveStep(SecondIdForSecondGroup, {
  name: 'gives-second-pasid',
  about: 'A bind in a second group takes an id of its own for the slot.',
});

class NoSharing extends PasidSubsystem {
  protected override bindAgain(): number {
    return -ERRNO.EBUSY;
  }
}

export const refusesSecondBind = defectiveStep(NoSharing, {
  name: 'refuses-second-bind',
  about: 'A second bind answers EBUSY instead of the shared handle.',
  bug: 'B11',
});

class UncountedUsers extends SvaHandles {
  override addUser(): void {}
}

export const countsNoSecondUser = defectivePart(
  { svaHandles: UncountedUsers },
  {
    name: 'counts-no-second-user',
    about: 'A second bind is answered with the handle and not counted.',
    bug: 'B11',
  },
);

class NeverClosedHandles extends SvaHandles {
  override dropUser(handle: number): number {
    return super.dropUser(handle) + 1;
  }
}

export const keepsHandleWithoutUsers = defectivePart(
  { svaHandles: NeverClosedHandles },
  {
    name: 'keeps-handle-without-users',
    about: 'The last unbind tests the count it had before, so the bond never ends.',
  },
);

class WrongDevice extends PasidSubsystem {
  protected override endBond(handle: number): void {
    const domain = this.svaHandles.domainOf(handle);
    // The group of device 0 is detached, whichever device was bound.
    this.detach(this.map.groups[0]!, this.mms.pasidOf(this.svaDomains.mmOf(domain)), domain);
    this.svaHandles.release(handle);
    this.putSvaDomain(domain);
  }
}

export const unbindsWrongDevice = defectiveStep(WrongDevice, {
  name: 'unbinds-wrong-device',
  about: 'The last unbind detaches the first group, whichever one was bound.',
});

class HandleBeforeSlot extends PasidSubsystem {
  protected override endBond(handle: number): void {
    const domain = this.svaHandles.domainOf(handle);
    this.svaHandles.release(handle);
    this.putSvaDomain(domain);
  }
}

export const unbindLeavesSlot = defectiveStep(HandleBeforeSlot, {
  name: 'unbind-leaves-slot',
  about: 'The last unbind ends handle and domain and leaves the slot occupied.',
});

class UncountedDomains extends SvaDomains {
  override addUser(): void {}
}

export const sharesDomainUncounted = defectivePart(
  { svaDomains: UncountedDomains },
  {
    name: 'shares-domain-uncounted',
    about: 'A second handle on an SVA domain is not counted, so the first to go frees it.',
  },
);

class UnlistedDomains extends SvaDomains {
  override becomeNewest(): void {}
}

export const listsNoDomain = defectivePart(
  { svaDomains: UnlistedDomains },
  {
    name: 'lists-no-domain',
    about: 'A new SVA domain is not put on the list of its address space.',
  },
);

class StaleDomainOwner extends SvaDomains {
  override create(mm: number, driver: number): number {
    const domain = super.create(mm, driver);
    return domain > this.first ? super.create(Math.max(0, mm - 1), driver) : domain;
  }
}

export const domainOfNeighbour = defectivePart(
  { svaDomains: StaleDomainOwner },
  {
    name: 'domain-of-neighbour',
    about: 'A second SVA domain is made for the address space with the number below.',
  },
);

class UncountedReferences extends MmTable {
  override addReference(): void {}

  override dropReference(mm: number): number {
    return this.references[mm] === 0 ? 0 : super.dropReference(mm);
  }
}

export const domainTakesNoReference = defectivePart(
  { mms: UncountedReferences },
  {
    name: 'domain-takes-no-reference',
    about: 'An SVA domain does not hold the address space, which goes with its process.',
    bug: 'B03',
  },
);

class FirstDomainForAll extends PasidSubsystem {
  protected override tellDevice(device: number, pasid: number, domain: number): number {
    const first = this.topology.domains.length + 1;
    return super.tellDevice(device, pasid, Math.min(domain, first));
  }
}

export const programsWrongPageTable = defectiveStep(FirstDomainForAll, {
  name: 'programs-wrong-page-table',
  about: 'The devices are given the first SVA domain, not the one of the bound address space.',
});

const BONDS_MAX = 3;

class FixedBonds extends PasidSubsystem {
  #bonds = 0;

  protected override bindAnew(device: number, mm: number, pasid: number): number {
    if (this.#bonds === BONDS_MAX) return -ERRNO.ENOMEM;
    this.#bonds += 1;
    return super.bindAnew(device, mm, pasid);
  }

  // The count is of what was, so nothing else in a snapshot tells it.
  override snapshot(): Uint8Array {
    return Uint8Array.of(this.#bonds, ...super.snapshot());
  }

  override restore(snapshot: Uint8Array): void {
    super.restore(snapshot.subarray(1));
    this.#bonds = snapshot[0]!;
  }
}

export const runsOutOfBonds = defectiveStep(FixedBonds, {
  name: 'runs-out-of-bonds',
  about: 'Bonds are counted and never given back: the fourth one answers ENOMEM.',
});

class Unasked extends PasidSubsystem {
  protected override bindAnew(device: number, mm: number, pasid: number): number {
    const handle = this.svaHandles.take();
    if (handle === 0) return -ERRNO.ENOMEM;
    const domain = this.attachSvaDomain(device, mm, pasid, handle);
    if (domain < 0) this.svaHandles.release(handle);
    else this.svaHandles.open(handle, device, domain);
    return domain < 0 ? domain : handle;
  }
}

export const asksForNoMemory = defectiveStep(Unasked, {
  name: 'asks-for-no-memory',
  about: 'A handle is made without asking whether there is memory for it.',
});

class FailedBindFrees extends PasidSubsystem {
  override svaBind(device: DeviceId, mm: MmId): number {
    const answer = super.svaBind(device, mm);
    const pasid = this.mms.pasidOf(mm);
    if (answer < 0 && pasid !== NO_PASID && this.svaDomains.newestOf(mm) === 0) {
      this.returnPasid(pasid);
      this.mms.setPasid(mm, NO_PASID);
    }
    return answer;
  }
}

export const failedBindFreesPasid = defectiveStep(FailedBindFrees, {
  name: 'failed-bind-frees-pasid',
  about: 'A bind that fails takes the id from an address space that has no bond.',
  bug: 'B20',
});

class OldestDomainFirst extends PasidSubsystem {
  protected override attachOldDomain(
    device: number,
    mm: number,
    pasid: number,
    handle: number,
  ): number {
    const { svaDomains } = this;
    let oldest = svaDomains.newestOf(mm);
    while (oldest !== 0 && svaDomains.olderThan(oldest) !== 0) {
      oldest = svaDomains.olderThan(oldest);
    }
    if (oldest === 0 || this.attach(device, pasid, oldest, handle) !== 0) return 0;
    svaDomains.addUser(oldest);
    return oldest;
  }
}

export const triesOldestDomainFirst = defectiveStep(OldestDomainFirst, {
  name: 'tries-oldest-domain-first',
  about: 'A bind tries the oldest SVA domain of the address space, and no other.',
});

class LookupClosesHandle extends PasidSubsystem {
  override svaGetPasid(handle: HandleId): number {
    const answer = super.svaGetPasid(handle);
    if (answer > 0) this.svaHandles.addUser(handle);
    return answer;
  }
}

export const askingCountsUser = defectiveStep(LookupClosesHandle, {
  name: 'asking-counts-user',
  about: 'Asking for the id of a handle counts one more user.',
});

class BondMovesToLastBinder extends SvaHandles {
  override addUser(handle: number): void {
    super.addUser(handle);
    this.devices[handle - this.first] = 0;
  }
}

export const secondBindMovesBond = defectivePart(
  { svaHandles: BondMovesToLastBinder },
  {
    name: 'second-bind-moves-bond',
    about:
      'A bond that is shared remembers the first device of all, and not that of its first bind.',
    bug: 'B13',
  },
);
