import {
  type DeviceId,
  ERRNO,
  type FileId,
  type Pasid,
  type ProcessId,
  ROOT_CGROUP,
} from '#contract';
import { PasidPool, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class RootPays extends PasidSubsystem {
  protected override allocateForProcess(device: number, process: number): number {
    return this.allocatePasid(device, ROOT_CGROUP, this.processes.userOf(process));
  }
}

export const rootPaysForProcesses = defectiveStep(RootPays, {
  name: 'root-pays-for-processes',
  about: 'What a process allocates is charged to the root, which has no limit.',
  bug: 'B53',
});

/** Allocates through one front door without a charge: the path that a quota forgot. */
class UnchargedDoor extends PasidSubsystem {
  private isExempt = false;

  protected override charge(cgroup: number): boolean {
    return this.isExempt || super.charge(cgroup);
  }

  protected exempt(call: () => number): number {
    this.isExempt = true;
    try {
      return call();
    } finally {
      this.isExempt = false;
    }
  }
}

class UnchargedDevSva extends UnchargedDoor {
  override devSvaAlloc(process: ProcessId, file: FileId, device: DeviceId): number {
    return this.exempt(() => super.devSvaAlloc(process, file, device));
  }
}

export const devSvaChargesNobody = defectiveStep(UnchargedDevSva, {
  name: 'dev-sva-charges-nobody',
  about: 'Ids of /dev/sva are handed out without a charge, and give one back.',
});

class UnchargedBind extends UnchargedDoor {
  protected override giveMmItsPasid(device: number, mm: number): number {
    return this.exempt(() => super.giveMmItsPasid(device, mm));
  }
}

export const bindChargesNobody = defectiveStep(UnchargedBind, {
  name: 'bind-charges-nobody',
  about: 'Ids of address spaces are handed out without a charge, and give one back.',
});

class ChargeKeptByFile extends PasidSubsystem {
  override devSvaAlloc(process: ProcessId, file: FileId, device: DeviceId): number {
    const answer = super.devSvaAlloc(process, file, device);
    if (answer === -ERRNO.ENOSPC && this.maxPasidsOf(device) > 0) {
      this.charge(this.processes.cgroupOf(process));
    }
    return answer;
  }
}

export const keepsChargeOfRefusedFile = defectiveStep(ChargeKeptByFile, {
  name: 'keeps-charge-of-refused-file',
  about: 'A /dev/sva allocation that finds no id keeps its charge.',
  bug: 'B52',
});

class UnchargeCurrent extends PasidSubsystem {
  override devSvaFree(process: ProcessId, file: FileId, pasid: Pasid): number {
    if (this.canUse(process, file, 0) && this.devSvaRecords.has(file, pasid)) {
      this.pool.noteCharge(pasid, this.processes.cgroupOf(process));
    }
    return super.devSvaFree(process, file, pasid);
  }
}

export const unchargesFreeingProcess = defectiveStep(UnchargeCurrent, {
  name: 'uncharges-freeing-process',
  about: 'The charge of an id of /dev/sva is given back to the cgroup of whoever frees it.',
  bug: 'B53',
});

class NobodysIds extends PasidPool {
  override noteUser(id: number): void {
    super.noteUser(id, 0);
  }
}

export const poolForgetsUser = defectivePart(
  { pool: NobodysIds },
  {
    name: 'pool-forgets-user',
    about: 'The pool does not know for which user an id was allocated.',
  },
);
