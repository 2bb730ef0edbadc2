import { type DeviceId, ERRNO, type MmId } from '#contract';
import { BondTable, MmTable, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class SecondIdForSecondDevice extends PasidSubsystem {
  protected override attach(device: number, mm: number, pasid: number): number {
    const bound = this.bonds.view().some((slot) => slot.mm === mm);
    return super.attach(device, mm, bound ? this.takePasid(device) : pasid);
  }
}

export const givesSecondPasid = defectiveStep(SecondIdForSecondDevice, {
  name: 'gives-second-pasid',
  about: 'A bind on a second device takes an id of its own for the slot.',
});

class OffByOneRange extends PasidSubsystem {
  protected override pasidFitsDevice(pasid: number, device: number): boolean {
    return pasid <= this.maxPasids[device]!;
  }
}

export const rangeOffByOne = defectiveStep(OffByOneRange, {
  name: 'range-off-by-one',
  about: 'The id equal to maxPasids counts as in range: the bound is read as inclusive.',
  bug: 'B06',
});

class StaleSlotRecords extends BondTable {
  override insert(device: number, id: number, mm: number): number {
    const stale = this.firstFree >= 0 ? this.mms[this.firstFree]! : mm;
    const bond = super.insert(device, id, mm);
    this.mms[bond] = stale;
    return bond;
  }
}

export const reusesStaleSlot = defectivePart(
  { bonds: StaleSlotRecords },
  {
    name: 'reuses-stale-slot',
    about: 'A slot record that is used again keeps the address space it named before.',
  },
);

class NeverEmptiedSlots extends BondTable {
  override dropUser(bond: number): number {
    return super.dropUser(bond) + 1;
  }
}

export const keepsSlotWithoutUsers = defectivePart(
  { bonds: NeverEmptiedSlots },
  {
    name: 'keeps-slot-without-users',
    about: 'The last unbind tests the count it had before, so the slot is never emptied.',
  },
);

class SilentDetach extends PasidSubsystem {
  protected override quietDevice(): void {}
}

export const forgetsHardwareOnDetach = defectiveStep(SilentDetach, {
  name: 'forgets-hardware-on-detach',
  about: 'The slot is emptied and the device is never told to remove the id.',
});

class NoRollback extends PasidSubsystem {
  protected override giveUpSlot(): void {}
}

export const keepsSlotAfterFailedAttach = defectiveStep(NoRollback, {
  name: 'keeps-slot-after-failed-attach',
  about: 'The IOMMU driver refuses and the slot stays occupied.',
  bug: 'B26',
});

class CurrentPageTable extends PasidSubsystem {
  #newestMm = 0;

  protected override startProcess(process: number, mm: number, cgroup: number): void {
    this.#newestMm = mm;
    super.startProcess(process, mm, cgroup);
  }

  protected override tellDevice(device: number, _mm: number, pasid: number): number {
    return super.tellDevice(device, this.#newestMm, pasid);
  }
}

export const programsWrongPageTable = defectiveStep(CurrentPageTable, {
  name: 'programs-wrong-page-table',
  about: 'The device is given the page table of the newest process, not of the bound one.',
});

class FixedBondTable extends PasidSubsystem {
  #bonds = 0;

  protected override attach(device: number, mm: number, pasid: number): number {
    this.#bonds += 1;
    return this.#bonds > 3 ? -ERRNO.ENOMEM : super.attach(device, mm, pasid);
  }
}

export const runsOutOfBonds = defectiveStep(FixedBondTable, {
  name: 'runs-out-of-bonds',
  about: 'Bonds are counted and never given back: the fourth bind answers ENOMEM.',
});

class UncountedBonds extends MmTable {
  override addReference(): void {}

  override dropReference(mm: number): number {
    return this.references[mm] === 0 ? 0 : super.dropReference(mm);
  }
}

export const bondTakesNoReference = defectivePart(
  { mms: UncountedBonds },
  {
    name: 'bond-takes-no-reference',
    about: 'A bond does not hold the address space, which goes with its process.',
    bug: 'B03',
  },
);

class SlotBeforeHardware extends PasidSubsystem {
  protected override detach(device: number, mm: number, bond: number): void {
    const pasid = this.bonds.pasidOf(bond);
    this.bonds.remove(bond, mm);
    this.quietDevice(device, pasid);
    this.putMm(mm);
  }
}

export const emptiesSlotFirst = defectiveStep(SlotBeforeHardware, {
  name: 'empties-slot-first',
  about: 'The slot is emptied before the device is told, which may still use the id.',
});

class Unasked extends PasidSubsystem {
  protected override attach(device: number, mm: number, pasid: number): number {
    const bond = this.bonds.insert(device, pasid, mm);
    const refusal = this.tellDevice(device, mm, pasid);
    if (refusal === 0) this.mms.addReference(mm);
    else this.giveUpSlot(bond, mm);
    return refusal;
  }
}

export const asksForNoMemory = defectiveStep(Unasked, {
  name: 'asks-for-no-memory',
  about: 'A bond is made without asking whether there is memory for it.',
});

class OneErrnoForAll extends PasidSubsystem {
  override svaBind(device: DeviceId, mm: MmId): number {
    const answer = super.svaBind(device, mm);
    return answer === -ERRNO.EOVERFLOW ? -ERRNO.ENOSPC : answer;
  }
}

export const answersWrongErrno = defectiveStep(OneErrnoForAll, {
  name: 'answers-wrong-errno',
  about: 'An id beyond the range of a device is reported as exhaustion.',
});
