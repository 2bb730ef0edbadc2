import { type CgroupId, ERRNO, NO_PASID, type ProcessId, ROOT_CGROUP, resourceId } from '#contract';
import { ChargeLedger, PasidPool, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class ChargeKeptOnRefusal extends PasidSubsystem {
  protected override takePasid(device: number): number {
    const taken = super.takePasid(device);
    // Charged once more here, so that giving it back once leaves one behind.
    if (taken === NO_PASID) this.ledger.tryCharge(resourceId(0), ROOT_CGROUP, 1);
    return taken;
  }
}

export const keepsChargeOfRefusedAlloc = defectiveStep(ChargeKeptOnRefusal, {
  name: 'keeps-charge-of-refused-alloc',
  about: 'The charge is made before the id is looked for and stays when there is none.',
  bug: 'B52',
});

class UnchargeWherever extends PasidSubsystem {
  protected override dropMm(mm: number): void {
    const pasid = this.mms.pasidOf(mm);
    if (pasid !== NO_PASID) this.pool.noteCharge(pasid, ROOT_CGROUP);
    super.dropMm(mm);
  }
}

export const unchargesWrongCgroup = defectiveStep(UnchargeWherever, {
  name: 'uncharges-wrong-cgroup',
  about: 'The charge of a dropped address space is given back to the root, whoever was charged.',
  bug: 'B53',
});

class DoubleUncharge extends PasidSubsystem {
  protected override returnPasid(pasid: number): void {
    this.uncharge(this.pool.chargedCgroup(pasid));
    super.returnPasid(pasid);
  }
}

export const unchargesTwice = defectiveStep(DoubleUncharge, {
  name: 'uncharges-twice',
  about: 'A freed id gives its charge back twice.',
});

class OneOverLimit extends ChargeLedger {
  protected override exceeds(row: number, usage: number, capacity: number): boolean {
    return super.exceeds(row, usage - 1, capacity);
  }
}

export const admitsOneOverLimit = defectivePart(
  { ledger: OneOverLimit },
  {
    name: 'admits-one-over-limit',
    about: 'The usage before the charge is compared with the limit.',
  },
);

class OneBelowLimit extends ChargeLedger {
  protected override exceeds(row: number, usage: number, capacity: number): boolean {
    return super.exceeds(row, usage + 1, capacity);
  }
}

export const refusesLastOfLimit = defectivePart(
  { ledger: OneBelowLimit },
  {
    name: 'refuses-last-of-limit',
    about: 'The last charge that a limit has room for is refused.',
  },
);

class LastIdNeverGiven extends PasidPool {
  override take(limit: number): number {
    return super.take(limit - 1);
  }
}

export const refusesLastPasid = defectivePart(
  { pool: LastIdNeverGiven },
  {
    name: 'refuses-last-pasid',
    about: 'The greatest id of a range is never handed out.',
  },
);

class MovingCharge extends PasidSubsystem {
  override processMigrate(process: ProcessId, cgroup: CgroupId): number {
    const pasid = this.mms.pasidOf(this.processes.mmOf(process));
    const answer = super.processMigrate(process, cgroup);
    if (pasid !== NO_PASID) this.pool.noteCharge(pasid, cgroup);
    return answer;
  }
}

export const movesChargeRecord = defectiveStep(MovingCharge, {
  name: 'moves-charge-record',
  about: 'Migration of a process rewrites which cgroup its id is charged to.',
  bug: 'B56',
});

class RefusalCountedAbove extends ChargeLedger {
  protected override countRefusal(row: number): void {
    const parent = this.parents[row]!;
    super.countRefusal(parent < 0 ? row : parent);
  }
}

export const countsRefusalAbove = defectivePart(
  { ledger: RefusalCountedAbove },
  {
    name: 'counts-refusal-above',
    about: 'A refusal is counted at the level above the one that refused.',
  },
);

class FallingPeak extends ChargeLedger {
  protected override cancelLevel(row: number, amount: number): void {
    super.cancelLevel(row, amount);
    this.peaks[row] = this.usages[row]!;
  }
}

export const peakFallsWithUsage = defectivePart(
  { ledger: FallingPeak },
  {
    name: 'peak-falls-with-usage',
    about: 'Giving a charge back lowers the peak, too.',
  },
);

class RootLimit extends PasidSubsystem {
  override cgroupSetMax(cgroup: CgroupId, max: number): number {
    const answer = super.cgroupSetMax(cgroup, max);
    if (answer === -ERRNO.ENOENT) this.ledger.setMax(resourceId(0), cgroup, max);
    return answer;
  }
}

export const setsRefusedLimit = defectiveStep(RootLimit, {
  name: 'sets-refused-limit',
  about: 'A limit for the root is refused and set all the same.',
});
