import { type MmId, NO_PASID, type ProcessId, ROOT_CGROUP } from '#contract';
import { MmTable, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class FreeAtExit extends PasidSubsystem {
  protected override leaveMm(mm: number): void {
    const pasid = this.mms.pasidOf(mm);
    if (pasid !== NO_PASID) {
      this.returnPasid(pasid);
      this.mms.setPasid(mm, NO_PASID);
    }
    super.leaveMm(mm);
  }
}

export const freesPasidAtExit = defectiveStep(FreeAtExit, {
  name: 'frees-pasid-at-exit',
  about: 'The id goes with the last user of the address space, although bonds still use it.',
  bug: 'B02',
});

class EternalUsers extends MmTable {
  override loseUser(): void {}
}

export const exitKeepsUser = defectivePart(
  { mms: EternalUsers },
  {
    name: 'exit-keeps-user',
    about: 'An address space keeps its user after the process has left it.',
  },
);

class ExecInRoot extends PasidSubsystem {
  override processExec(process: ProcessId, mm: MmId): number {
    const answer = super.processExec(process, mm);
    this.processes.moveTo(process, ROOT_CGROUP);
    return answer;
  }
}

export const execMovesToRoot = defectiveStep(ExecInRoot, {
  name: 'exec-moves-to-root',
  about: 'A process that executes a new image leaves its cgroup for the root.',
});

class ExecKeepsUser extends PasidSubsystem {
  private isExecuting = false;

  override processExec(process: ProcessId, mm: MmId): number {
    this.isExecuting = true;
    const answer = super.processExec(process, mm);
    this.isExecuting = false;
    return answer;
  }

  protected override leaveMm(mm: number): void {
    if (this.isExecuting) this.putMm(mm);
    else super.leaveMm(mm);
  }
}

export const execLeavesUserBehind = defectiveStep(ExecKeepsUser, {
  name: 'exec-leaves-user-behind',
  about: 'A process that executes stays a user of its old address space, whose devices go on.',
  bug: 'B03',
});
