import { NO_PASID } from '#contract';
import { MmTable, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class FreeAtExit extends PasidSubsystem {
  protected override leaveMm(mm: number): void {
    const pasid = this.mms.pasidOf(mm);
    if (pasid !== NO_PASID) {
      this.freePasid(pasid);
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
