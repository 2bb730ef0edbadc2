import { type DeviceId, type GroupId, NO_OWNER, type OwnerId } from '#contract';
import { GroupTable, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class ClaimWhileAttached extends PasidSubsystem {
  protected override isTakeable(group: number): boolean {
    return !this.groups.isUnderBlocking(group);
  }
}

export const claimsWhileAttached = defectiveStep(ClaimWhileAttached, {
  name: 'claims-while-attached',
  about: 'A group is claimed although one of its slots is occupied.',
});

class ClaimByAnyone extends PasidSubsystem {
  protected override mayClaimAgain(): boolean {
    return true;
  }
}

export const claimsForAnyOwner = defectiveStep(ClaimByAnyone, {
  name: 'claims-for-any-owner',
  about: 'A claimed group, or one that drivers use, counts a claim of anybody else.',
});

class ProbeWhileClaimed extends PasidSubsystem {
  protected override mayProbe(): boolean {
    return true;
  }
}

export const probesWhileClaimed = defectiveStep(ProbeWhileClaimed, {
  name: 'probes-while-claimed',
  about: 'A driver of the kernel is let in while user space owns the group.',
});

class RemoveWhileAttached extends PasidSubsystem {
  protected override mayRemove(group: number): boolean {
    return this.groups.ownerCountOf(group) > 0;
  }
}

export const removesWhileAttached = defectiveStep(RemoveWhileAttached, {
  name: 'removes-while-attached',
  about: 'A driver that leaves a PASID attached is taken off the count.',
  bug: 'B32',
});

class UncountedRemove extends PasidSubsystem {
  override driverRemove(device: DeviceId): number {
    const group = this.map.groups[device]!;
    if (group < 0 || this.groups.ownerCountOf(group) !== 1) return super.driverRemove(device);
    return 0;
  }
}

export const lastDriverStaysCounted = defectiveStep(UncountedRemove, {
  name: 'last-driver-stays-counted',
  about: 'The last driver that leaves a group stays on its count.',
  bug: 'B32',
});

class CountedTwice extends PasidSubsystem {
  override driverProbe(device: DeviceId): number {
    const answer = super.driverProbe(device);
    const group = this.map.groups[device]!;
    if (answer === 0 && group >= 0) this.groups.countOneMore(group);
    return answer;
  }
}

export const probeCountsTwice = defectiveStep(CountedTwice, {
  name: 'probe-counts-twice',
  about: 'A probe counts the driver twice.',
});

class OwnerLeftBehind extends GroupTable {
  override giveBack(group: number): void {
    const owner = this.owners[group]!;
    super.giveBack(group);
    this.owners[group] = owner;
  }
}

export const releaseKeepsOwner = defectivePart(
  { groups: OwnerLeftBehind },
  {
    name: 'release-keeps-owner',
    about: 'A released group keeps its owner, so no driver is let in again.',
  },
);

class ReleaseAlways extends PasidSubsystem {
  protected override mayRelease(group: number): boolean {
    return this.groups.ownerOf(group) !== NO_OWNER;
  }
}

export const releasesWhileAttached = defectiveStep(ReleaseAlways, {
  name: 'releases-while-attached',
  about: 'A group is given back although one of its slots is occupied.',
});

class WarningRelease extends PasidSubsystem {
  override groupRelease(group: GroupId): number {
    const answer = super.groupRelease(group);
    // Went through or not: the count is taken down all the same.
    if (this.groups.ownerCountOf(group) > 0) this.groups.countOneLess(group);
    return answer;
  }
}

export const warnedReleaseCounts = defectiveStep(WarningRelease, {
  name: 'warned-release-counts',
  about: 'A release that warns takes the owner count down all the same.',
});

class RefusedClaimOwns extends PasidSubsystem {
  protected override takeGroup(group: number, owner: number): number {
    const answer = super.takeGroup(group, owner);
    if (answer !== 0) this.groups.take(group, owner);
    return answer;
  }
}

export const refusedClaimOwns = defectiveStep(RefusedClaimOwns, {
  name: 'refused-claim-owns',
  about: 'A claim that was refused has taken the group.',
});

class BlockingMadeAgain extends GroupTable {
  override keepBlockingDomain(): void {}
}

export const forgetsBlockingDomain = defectivePart(
  { groups: BlockingMadeAgain },
  {
    name: 'forgets-blocking-domain',
    about: 'A group does not keep its blocking domain and makes one for each claim.',
  },
);

class NobodyClaims extends PasidSubsystem {
  override groupClaim(group: GroupId, owner: OwnerId): number {
    const answer = super.groupClaim(group, owner);
    if (owner === NO_OWNER && this.groups.ownerCountOf(group) === 0) this.takeGroup(group, owner);
    return answer;
  }
}

export const nobodyClaims = defectiveStep(NobodyClaims, {
  name: 'nobody-claims',
  about: 'A claim by nobody warns, is refused, and is made.',
});

class UnblockedClaim extends GroupTable {
  override take(group: number, owner: number): void {
    const domain = this.domains[group]!;
    super.take(group, owner);
    this.domains[group] = domain;
  }
}

export const claimsWithoutBlocking = defectivePart(
  { groups: UnblockedClaim },
  {
    name: 'claims-without-blocking',
    about: 'A claimed group stays under the domain that drivers of the kernel use.',
  },
);

class SilentRelease extends PasidSubsystem {
  protected override setDefaultDomain(): void {}
}

export const releaseTellsNobody = defectiveStep(SilentRelease, {
  name: 'release-tells-nobody',
  about: 'A released group counts as under its default domain, and its driver is not told.',
});

class BlockingDomainFreed extends GroupTable {
  override giveBack(group: number): void {
    super.giveBack(group);
    this.hasBlocking[group] = 0;
  }
}

export const releaseFreesBlockingDomain = defectivePart(
  { groups: BlockingDomainFreed },
  {
    name: 'release-frees-blocking-domain',
    about: 'A release frees the blocking domain, and every claim makes a new one.',
  },
);
