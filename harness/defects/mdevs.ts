import { type DeviceId, type MdevId, NO_PASID, type ProcessId } from '#contract';
import { MdevTable, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class ClaimingMdev extends PasidSubsystem {
  protected override openMdev(process: number, mdev: number): number {
    const answer = super.openMdev(process, mdev);
    if (answer > 0) this.groups.countOneMore(this.groupOf(this.mdevs.parentOf(mdev)));
    return answer;
  }
}

export const mdevOpenCountsDriver = defectiveStep(ClaimingMdev, {
  name: 'mdev-open-counts-driver',
  about: 'Opening a part of a device counts as one more driver of its group.',
});

class LeakingAttach extends PasidSubsystem {
  protected override attachOrLetGo(device: number, pasid: number, domain: number): number {
    return this.attach(device, pasid, domain, 0);
  }
}

export const refusedAttachLeaksId = defectiveStep(LeakingAttach, {
  name: 'refused-attach-leaks-id',
  about: 'A mediated device or a driver is refused the slot, and the id stays allocated.',
  bug: 'B04',
});

class DoubleCleanup extends PasidSubsystem {
  protected override attachOrLetGo(device: number, pasid: number, domain: number): number {
    const refusal = super.attachOrLetGo(device, pasid, domain);
    if (refusal !== 0) this.letGo(pasid);
    return refusal;
  }
}

export const refusedAttachFreesTwice = defectiveStep(DoubleCleanup, {
  name: 'refused-attach-frees-twice',
  about: 'The cleanup after a refused slot frees the id twice.',
  bug: 'B50',
});

class ChargeKeptByMdev extends PasidSubsystem {
  protected override attachOrLetGo(device: number, pasid: number, domain: number): number {
    const cgroup = this.pool.chargedCgroup(pasid);
    const refusal = super.attachOrLetGo(device, pasid, domain);
    if (refusal !== 0) this.charge(cgroup);
    return refusal;
  }
}

export const keepsChargeOfRefusedAttach = defectiveStep(ChargeKeptByMdev, {
  name: 'keeps-charge-of-refused-attach',
  about: 'The id of a refused slot is given back, and its charge is not.',
  bug: 'B52',
});

class LeakingMdevClose extends PasidSubsystem {
  protected override closeMdev(file: number): void {
    this.detachMdev(file);
    this.mdevs.close(this.files.mdevOf(file));
  }
}

export const mdevCloseLeaksId = defectiveStep(LeakingMdevClose, {
  name: 'mdev-close-leaks-id',
  about: 'A mediated device is closed, and its id stays allocated for nobody.',
  bug: 'B04',
});

class MdevSlotKept extends PasidSubsystem {
  protected override detachMdev(): void {}
}

export const mdevCloseKeepsSlot = defectiveStep(MdevSlotKept, {
  name: 'mdev-close-keeps-slot',
  about: 'A mediated device is closed, and its parent still reaches the memory of its opener.',
  bug: 'B32',
});

class RemovedWhileOpen extends PasidSubsystem {
  override mdevRemove(mdev: MdevId): number {
    const answer = super.mdevRemove(mdev);
    if (answer !== -16) return answer;
    this.mdevs.close(mdev);
    this.mdevs.remove(mdev);
    return 0;
  }
}

export const mdevRemovedWhileOpen = defectiveStep(RemovedWhileOpen, {
  name: 'mdev-removed-while-open',
  about: 'A mediated device goes while a file of it can still be closed.',
  bug: 'B73',
});

class AnybodysParts extends PasidSubsystem {
  protected override mayOpenMdev(): boolean {
    return true;
  }
}

export const sandboxOpensMdev = defectiveStep(AnybodysParts, {
  name: 'sandbox-opens-mdev',
  about: 'A confined process opens a mediated device that its sandbox does not list.',
});

class OrphanedPart extends PasidSubsystem {
  protected override hasParent(mdev: number): boolean {
    return this.mdevs.isCreated(mdev);
  }
}

export const mdevOpensWithoutDriver = defectiveStep(OrphanedPart, {
  name: 'mdev-opens-without-driver',
  about: 'A part of a device is opened although no driver serves the device.',
});

class ForgetfulOpen extends MdevTable {
  override open(mdev: number, file: number): void {
    super.open(mdev, file, NO_PASID);
  }
}

export const mdevForgetsItsId = defectivePart(
  { mdevs: ForgetfulOpen },
  {
    name: 'mdev-forgets-its-id',
    about: 'The record of an open mediated device does not name its id.',
  },
);

class UnchargedMdev extends PasidSubsystem {
  private isOpening = false;

  protected override charge(cgroup: number): boolean {
    return this.isOpening || super.charge(cgroup);
  }

  override mdevOpen(process: ProcessId, mdev: MdevId): number {
    this.isOpening = true;
    try {
      return super.mdevOpen(process, mdev);
    } finally {
      this.isOpening = false;
    }
  }
}

export const mdevChargesNobody = defectiveStep(UnchargedMdev, {
  name: 'mdev-charges-nobody',
  about: 'Ids of mediated devices are handed out without a charge, and give one back.',
});

class SlotOfSystemKept extends PasidSubsystem {
  protected override detachSystemPasid(): void {}
}

export const disableKeepsSlot = defectiveStep(SlotOfSystemKept, {
  name: 'disable-keeps-slot',
  about: 'A driver gives its system PASID back and leaves it attached.',
  bug: 'B32',
});

class HalfEnabled extends PasidSubsystem {
  override kernelPasidEnable(device: DeviceId): number {
    const answer = super.kernelPasidEnable(device);
    // EIO: the IOMMU driver refused a member, after the id was there.
    if (answer === -5) this.devices.setSystemPasid(device, this.pool.take(2) || 1);
    return answer;
  }
}

export const failedEnableLeavesHalf = defectiveStep(HalfEnabled, {
  name: 'failed-enable-leaves-half',
  about: 'A system PASID whose attach failed is noted all the same, and is never asked for again.',
  bug: 'B22',
});
