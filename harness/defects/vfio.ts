import type { DeviceId, FileId, Pasid, ProcessId } from '#contract';
import { GuestMaps, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class AnyIdAttached extends PasidSubsystem {
  protected override mayUseThroughVfio(): boolean {
    return true;
  }
}

export const vfioAttachesAnyId = defectiveStep(AnyIdAttached, {
  name: 'vfio-attaches-any-id',
  about: 'VFIO attaches an id that the caller holds through no file.',
});

class OpenedTwice extends PasidSubsystem {
  protected override isOpenElsewhere(): boolean {
    return false;
  }
}

export const vfioOpensTwice = defectiveStep(OpenedTwice, {
  name: 'vfio-opens-twice',
  about: 'A device is open through two VFIO files at once.',
});

class OneClaimant extends PasidSubsystem {
  protected override claimantOf(): number {
    return this.topology.owners + 1;
  }
}

export const vfioClaimsForFirstUser = defectiveStep(OneClaimant, {
  name: 'vfio-claims-for-first-user',
  about: 'VFIO claims every group for the same user, so two users share one.',
});

class ClaimKept extends PasidSubsystem {
  protected override closeVfio(file: number): void {
    this.detachAllOf(file);
  }
}

export const vfioCloseKeepsClaim = defectiveStep(ClaimKept, {
  name: 'vfio-close-keeps-claim',
  about: 'The last close of a VFIO file leaves the group claimed for ever.',
  bug: 'B32',
});

class SlotsKept extends PasidSubsystem {
  protected override detachAllOf(file: number): void {
    this.vfioRecords.removeAll(file);
    this.guestMaps.removeAll(file);
  }
}

export const vfioCloseKeepsSlots = defectiveStep(SlotsKept, {
  name: 'vfio-close-keeps-slots',
  about: 'The last close of a VFIO file leaves what it attached where it is.',
  bug: 'B32',
});

class RecordKept extends PasidSubsystem {
  override vfioDetach(process: ProcessId, file: FileId, pasid: Pasid): number {
    const wasAttached = this.vfioRecords.has(file, pasid);
    const answer = super.vfioDetach(process, file, pasid);
    if (wasAttached) this.vfioRecords.add(file, pasid);
    return answer;
  }
}

export const vfioDetachKeepsRecord = defectiveStep(RecordKept, {
  name: 'vfio-detach-keeps-record',
  about: 'VFIO detaches an id and still counts it among those it has attached.',
});

class RecordOfFailure extends PasidSubsystem {
  override vfioAttach(process: ProcessId, file: FileId, pasid: Pasid): number {
    const answer = super.vfioAttach(process, file, pasid);
    if (answer < 0 && pasid > 0 && this.holdsPasidThroughFile(process, pasid)) {
      this.vfioRecords.add(file, pasid);
    }
    return answer;
  }
}

export const vfioRecordsFailedAttach = defectiveStep(RecordOfFailure, {
  name: 'vfio-records-failed-attach',
  about: 'VFIO notes an id as attached before it is, and does not take that back.',
  bug: 'B26',
});

class AnySlotReplaced extends PasidSubsystem {
  override vfioReplace(process: ProcessId, file: FileId, pasid: Pasid): number {
    const answer = super.vfioReplace(process, file, pasid);
    if (answer !== -22) return answer;
    const group = this.groupOf(this.files.deviceOf(file));
    const slot = this.slots.find(group, pasid);
    if (slot < 0 || this.slots.isDraining(slot)) return answer;
    return this.replace(slot, group, this.map.firstSpaceOf(file), 0);
  }
}

export const vfioReplacesUnattached = defectiveStep(AnySlotReplaced, {
  name: 'vfio-replaces-unattached',
  about: 'A device replaces what another device of its group has attached.',
  bug: 'B28',
});

class NoWayBack extends PasidSubsystem {
  protected override rollBackReplace(): void {}
}

export const failedReplaceKeepsMembers = defectiveStep(NoWayBack, {
  name: 'failed-replace-keeps-members',
  about: 'A member refuses a replace, and those that were told before it keep the new domain.',
  bug: 'B23',
});

class RemoveFirst extends PasidSubsystem {
  protected override retellGroup(slot: number, group: number, domain: number): number {
    const pasid = this.slots.pasidAt(slot);
    const refusal = this.tellGroup(group, pasid, domain);
    return refusal;
  }
}

export const failedReplaceRemoves = defectiveStep(RemoveFirst, {
  name: 'failed-replace-removes',
  about: 'A refused replace is rolled back like an attach: members are left without any domain.',
  bug: 'B23',
});

class MapKept extends GuestMaps {
  override removeLeadingTo(): void {}
}

export const detachKeepsGuestMap = defectivePart(
  { guestMaps: MapKept },
  {
    name: 'detach-keeps-guest-map',
    about: "The guest's PASID leads on to an id that its device has not attached any more.",
  },
);

class MappedTwice extends PasidSubsystem {
  protected override isMapped(): boolean {
    return false;
  }
}

export const guestMapsTwice = defectiveStep(MappedTwice, {
  name: 'guest-maps-twice',
  about: "Two of the guest's PASIDs lead to one id of the host.",
});

class RangeUncheckedByVfio extends PasidSubsystem {
  protected override pasidFitsGroup(pasid: number, group: number): boolean {
    return this.groups.ownerOf(group) !== 0 || super.pasidFitsGroup(pasid, group);
  }
}

export const vfioChecksNoRange = defectiveStep(RangeUncheckedByVfio, {
  name: 'vfio-checks-no-range',
  about: 'VFIO attaches an id that a device of the group cannot express.',
  bug: 'B24',
});

class HalfOpened extends PasidSubsystem {
  override vfioOpen(process: ProcessId, device: DeviceId): number {
    const answer = super.vfioOpen(process, device);
    // EBUSY: the group has a slot that somebody uses.
    if (answer === -16) this.openFile(0, process);
    return answer;
  }
}

export const failedOpenLeavesFile = defectiveStep(HalfOpened, {
  name: 'failed-open-leaves-file',
  about: 'An open that fails late leaves the file that it had made already.',
  bug: 'B73',
});

class ReplacedInName extends PasidSubsystem {
  protected override replace(): number {
    return 0;
  }
}

export const replaceChangesNothing = defectiveStep(ReplacedInName, {
  name: 'replace-changes-nothing',
  about: 'A replace is answered as done, and the slot leads where it led before.',
  bug: 'B28',
});
