import { ERRNO, type GroupId, type HandleId, type HandleType, type Pasid } from '#contract';
import { PasidSubsystem } from '#implementation';
import { defectiveStep } from './defect.js';

class NoRangeCheck extends PasidSubsystem {
  protected override pasidFitsGroup(): boolean {
    return true;
  }
}

export const checksNoRange = defectiveStep(NoRangeCheck, {
  name: 'checks-no-range',
  about: 'An id is attached without a look at the range of any member.',
  bug: 'B24',
});

class FirstMemberRange extends PasidSubsystem {
  protected override pasidFitsGroup(pasid: number, group: number): boolean {
    return pasid < this.map.maxPasids[this.map.members[this.map.firstMember[group]!]!]!;
  }
}

export const checksFirstMemberOnly = defectiveStep(FirstMemberRange, {
  name: 'checks-first-member-only',
  about: 'The range of the first member of a group is checked, and not that of the others.',
  bug: 'B24',
});

class OffByOneRange extends PasidSubsystem {
  protected override pasidFitsDevice(pasid: number, device: number): boolean {
    return pasid + 1 < this.map.maxPasids[device]!;
  }
}

export const rangeOffByOne = defectiveStep(OffByOneRange, {
  name: 'range-off-by-one',
  about: 'The last id of a range is usable on the first bind and refused on the second.',
  bug: 'B06',
});

class ReservedIsEmpty extends PasidSubsystem {
  protected override isOccupied(group: number, pasid: number): boolean {
    return this.slotWithHandle(group, pasid) >= 0;
  }

  protected override fillSlot(group: number, pasid: number, domain: number, handle: number): void {
    if (super.isOccupied(group, pasid)) this.giveUpSlot(group, pasid);
    super.fillSlot(group, pasid, domain, handle);
  }
}

export const attachesOverReserved = defectiveStep(ReservedIsEmpty, {
  name: 'attaches-over-reserved',
  about: 'A slot that is reserved without a handle counts as empty.',
});

class Overwriting extends PasidSubsystem {
  protected override isOccupied(): boolean {
    return false;
  }

  protected override fillSlot(group: number, pasid: number, domain: number, handle: number): void {
    if (super.isOccupied(group, pasid)) this.giveUpSlot(group, pasid);
    super.fillSlot(group, pasid, domain, handle);
  }
}

export const overwritesSlots = defectiveStep(Overwriting, {
  name: 'overwrites-slots',
  about: 'An attach to an occupied slot replaces what is in it.',
});

class NoSlotRollback extends PasidSubsystem {
  protected override giveUpSlot(): void {}
}

export const keepsSlotAfterFailedAttach = defectiveStep(NoSlotRollback, {
  name: 'keeps-slot-after-failed-attach',
  about: 'The IOMMU driver refuses and the slot stays occupied.',
  bug: 'B26',
});

class NoMemberRollback extends PasidSubsystem {
  protected override rollBack(): void {}
}

export const keepsMembersAfterFailedAttach = defectiveStep(NoMemberRollback, {
  name: 'keeps-members-after-failed-attach',
  about: 'A member refuses, and those that were told before it are not told to forget.',
  bug: 'B23',
});

class SilentDetach extends PasidSubsystem {
  protected override quietGroup(): void {}
}

export const forgetsHardwareOnDetach = defectiveStep(SilentDetach, {
  name: 'forgets-hardware-on-detach',
  about: 'The slot is emptied and no device is ever told to remove the id.',
});

class LastMemberForgotten extends PasidSubsystem {
  protected override quietGroup(group: number, pasid: number, domain: number): void {
    const { firstMember } = this.map;
    this.quietMembers(firstMember[group]!, firstMember[group]! + 1, pasid, domain);
  }
}

export const detachesFirstMemberOnly = defectiveStep(LastMemberForgotten, {
  name: 'detaches-first-member-only',
  about: 'On detach the first member of a group is told, the others are not.',
});

class FirstMemberOnly extends PasidSubsystem {
  protected override tellGroup(group: number, pasid: number, domain: number): number {
    return this.tellDevice(this.map.members[this.map.firstMember[group]!]!, pasid, domain);
  }
}

export const tellsFirstMemberOnly = defectiveStep(FirstMemberOnly, {
  name: 'tells-first-member-only',
  about: 'On attach the first member of a group is told, the others are not.',
});

class SlotBeforeHardware extends PasidSubsystem {
  protected override detach(group: number, pasid: number, domain: number): void {
    if (this.isOccupied(group, pasid)) this.giveUpSlot(group, pasid);
    this.quietGroup(group, pasid, domain);
  }
}

export const emptiesSlotFirst = defectiveStep(SlotBeforeHardware, {
  name: 'empties-slot-first',
  about: 'The slot is emptied before the devices are told, which may still use the id.',
});

class AnyoneAttaches extends PasidSubsystem {
  protected override mayAttach(): boolean {
    return true;
  }
}

export const attachesForAnyone = defectiveStep(AnyoneAttaches, {
  name: 'attaches-for-anyone',
  about: 'A driver may attach at an id that it does not hold.',
});

class AnyDriversDomain extends PasidSubsystem {
  protected override isOfDriverOf(): boolean {
    return true;
  }
}

export const attachesForeignDomain = defectiveStep(AnyDriversDomain, {
  name: 'attaches-foreign-domain',
  about: 'A domain of one IOMMU driver is attached to a device behind another.',
});

class EatingLookup extends PasidSubsystem {
  override attachHandleGet(group: GroupId, pasid: Pasid, type: HandleType): number {
    const answer = super.attachHandleGet(group, pasid, type);
    if (answer > 0) this.giveUpSlot(group, pasid);
    return answer;
  }
}

export const lookupTakesHandle = defectiveStep(EatingLookup, {
  name: 'lookup-takes-handle',
  about: 'A lookup takes the handle out of its slot.',
});

class WrongHandleFound extends PasidSubsystem {
  override attachHandleGet(group: GroupId, pasid: Pasid, type: HandleType): number {
    const answer = super.attachHandleGet(group, pasid, type);
    return answer === -ERRNO.EBUSY ? -ERRNO.ENOENT : answer;
  }
}

export const answersWrongErrno = defectiveStep(WrongHandleFound, {
  name: 'answers-wrong-errno',
  about: 'A handle of another type is reported as no handle.',
});

class ForgottenHandle extends PasidSubsystem {
  protected override fillSlot(group: number, pasid: number, domain: number, handle: number): void {
    const known = this.topology.attachHandles;
    const first = (handle > known ? known + 1 : handle) as HandleId;
    super.fillSlot(group, pasid, domain, first);
  }
}

export const slotsShareHandle = defectiveStep(ForgottenHandle, {
  name: 'slots-share-handle',
  about: 'Every SVA slot is given the first SVA handle.',
});

class TooFarRollback extends PasidSubsystem {
  protected override rollBack(group: number, refused: number, pasid: number, domain: number): void {
    super.rollBack(group, refused + 1, pasid, domain);
  }
}

export const undoesRefusingMember = defectiveStep(TooFarRollback, {
  name: 'undoes-refusing-member',
  about: 'The roll-back of a failed attach also reaches the member that refused.',
  bug: 'B23',
});

class HandleDropped extends PasidSubsystem {
  protected override fillSlot(group: number, pasid: number, domain: number, handle: number): void {
    const isOfDriver = domain <= this.topology.domains.length;
    super.fillSlot(group, pasid, domain, isOfDriver ? 0 : handle);
  }
}

export const attachDropsHandle = defectiveStep(HandleDropped, {
  name: 'attach-drops-handle',
  about: 'A driver attaches with a handle, and its slot is only reserved.',
  bug: 'B26',
});
