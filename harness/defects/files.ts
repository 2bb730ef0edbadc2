import { type DeviceId, ERRNO, type FileId, type MmId, NO_FILE, type ProcessId } from '#contract';
import { FileTable, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class OpenPortal extends PasidSubsystem {
  protected override maySubmit(): boolean {
    return true;
  }
}

export const foreignMmSubmits = defectiveStep(OpenPortal, {
  name: 'foreign-mm-submits',
  about: 'Whoever holds a work queue submits with the id of its opener.',
  bug: 'B65',
});

class PortalOfLastUser extends PasidSubsystem {
  protected override maySubmit(process: number, file: number): boolean {
    return super.maySubmit(process, file) || !this.mms.isUsed(this.files.mmOf(file));
  }
}

export const childSubmitsForExited = defectiveStep(PortalOfLastUser, {
  name: 'child-submits-for-exited',
  about: 'Once the opener has exited, a child that holds its work queue submits with its id.',
  bug: 'B65',
});

class BondOfRemovedKept extends PasidSubsystem {
  protected override takeBond(file: number): void {
    const handle = this.files.handleOf(file);
    super.takeBond(file);
    this.files.setHandle(file, handle);
  }
}

export const closeUnbindsAgain = defectiveStep(BondOfRemovedKept, {
  name: 'close-unbinds-again',
  about: 'A removal unbinds the queues of a device, and closing them unbinds once more.',
  bug: 'B69',
});

class BondUndoneOnFailure extends PasidSubsystem {
  override wqOpen(process: ProcessId, device: DeviceId): number {
    const mm = this.processes.isRunning(process) ? this.processes.mmOf(process) : -1;
    const answer = super.wqOpen(process, device);
    if (answer >= 0 || mm < 0) return answer;
    // The last bond of the opener, made by an earlier open, is taken for the one that failed.
    const bond = this.svaHandles.view(this.svaDomains).find((each) => each.mm === mm);
    if (bond !== undefined) this.unbind(bond.handle);
    return answer;
  }
}

export const failedOpenUnbinds = defectiveStep(BondUndoneOnFailure, {
  name: 'failed-open-unbinds',
  about: 'An open of a work queue that fails undoes a bond that an earlier open made.',
  bug: 'B61',
});

class UninitialisedBond extends PasidSubsystem {
  protected override makeRoomForFile(): number {
    const refusal = super.makeRoomForFile();
    const first = this.topology.attachHandles + 1;
    if (refusal !== 0 && this.svaHandles.isLive(first)) this.unbind(first);
    return refusal;
  }
}

export const earlyFailureUnbinds = defectiveStep(UninitialisedBond, {
  name: 'early-failure-unbinds',
  about: 'An open that fails before it binds gives back a bond that it never had.',
  bug: 'B62',
});

class UncountedSharing extends PasidSubsystem {
  protected override shareFiles(parent: number, child: number): void {
    super.shareFiles(parent, child);
    for (const file of this.holdings.viewOf(child)) this.files.dropReference(file);
  }
}

export const forkTakesNoReference = defectiveStep(UncountedSharing, {
  name: 'fork-takes-no-reference',
  about: "A child holds its parent's files without a reference of its own.",
  bug: 'B68',
});

class FileIdsFreedAtExit extends PasidSubsystem {
  override processExit(process: ProcessId): number {
    const held = this.holdings.viewOf(process);
    const answer = super.processExit(process);
    for (const file of held) if (this.devSvaRecords.firstOf(file) >= 0) this.closeDevSva(file);
    return answer;
  }
}

export const exitFreesIdsOfFiles = defectiveStep(FileIdsFreedAtExit, {
  name: 'exit-frees-ids-of-files',
  about: 'The ids of a /dev/sva file go with a process that held it, whoever else still does.',
  bug: 'B02',
});

class LeakingClose extends PasidSubsystem {
  protected override closeDevSva(file: number): void {
    this.devSvaRecords.removeAll(file);
  }
}

export const closeLeaksIds = defectiveStep(LeakingClose, {
  name: 'close-leaks-ids',
  about: 'A /dev/sva file is closed, and its ids stay allocated for nobody.',
  bug: 'B04',
});

class AnyFileFrees extends PasidSubsystem {
  protected override mayFreeThroughFile(): boolean {
    return true;
  }
}

export const freesThroughAnyFile = defectiveStep(AnyFileFrees, {
  name: 'frees-through-any-file',
  about: 'Any /dev/sva file frees any id, whoever holds it.',
});

class FailureTakenForId extends PasidSubsystem {
  override devSvaAlloc(process: ProcessId, file: FileId, device: DeviceId): number {
    const answer = super.devSvaAlloc(process, file, device);
    if (answer !== -ERRNO.ENOSPC) return answer;
    this.devSvaRecords.add(file, 1);
    return 1;
  }
}

export const exhaustionHandsOutFirstId = defectiveStep(FailureTakenForId, {
  name: 'exhaustion-hands-out-first-id',
  about: 'An allocation that failed is taken for a success, and names an id that is out already.',
  bug: 'B08',
});

class OpenSandbox extends PasidSubsystem {
  protected override mayOpenDevSva(): boolean {
    return true;
  }
}

export const sandboxOpensDevSva = defectiveStep(OpenSandbox, {
  name: 'sandbox-opens-dev-sva',
  about: 'A confined process opens /dev/sva, which its sandbox does not list.',
});

class OpenVfioSandbox extends PasidSubsystem {
  protected override mayOpenVfio(): boolean {
    return true;
  }
}

export const sandboxOpensVfio = defectiveStep(OpenVfioSandbox, {
  name: 'sandbox-opens-vfio',
  about: 'A confined process opens the VFIO node of a device that its sandbox does not list.',
});

class OpenQueueSandbox extends PasidSubsystem {
  protected override mayOpenWorkQueue(): boolean {
    return true;
  }
}

export const sandboxOpensQueue = defectiveStep(OpenQueueSandbox, {
  name: 'sandbox-opens-queue',
  about: 'A confined process opens a work queue that its sandbox does not list.',
});

class FirstUsersFiles extends PasidSubsystem {
  protected override userOfFile(): number {
    return 1;
  }
}

export const filesAreFirstUsers = defectiveStep(FirstUsersFiles, {
  name: 'files-are-first-users',
  about: 'Every file is for the first user, whoever opened it.',
});

class PassMoves extends PasidSubsystem {
  override filePass(process: ProcessId, file: FileId, receiver: ProcessId): number {
    const answer = super.filePass(process, file, receiver);
    if (!this.holdings.holds(receiver, file) || !this.holdings.holds(process, file)) return answer;
    this.holdings.remove(process, file);
    this.files.dropReference(file);
    return answer;
  }
}

export const passingMovesFile = defectiveStep(PassMoves, {
  name: 'passing-moves-file',
  about: 'Who passes a file on does not hold it any more.',
});

class LastNumberKept extends FileTable {
  override nextNumber(): number {
    const number = super.nextNumber();
    return number > 1 ? NO_FILE : number;
  }
}

export const secondFileIsOneTooMany = defectivePart(
  { files: LastNumberKept },
  {
    name: 'second-file-is-one-too-many',
    about: 'The second open file is refused as one too many.',
  },
);

class ForkByNumber extends PasidSubsystem {
  protected override confineAs(child: number): void {
    this.confineByNumber(child);
  }
}

export const forkLeavesSandbox = defectiveStep(ForkByNumber, {
  name: 'fork-leaves-sandbox',
  about: "A child is not in its parent's sandbox, nor its parent's user's.",
});

class ExecTakesQueue extends PasidSubsystem {
  override processExec(process: ProcessId, mm: MmId): number {
    const answer = super.processExec(process, mm);
    if (answer !== 0 || !this.processes.isRunning(process)) return answer;
    if (this.processes.mmOf(process) !== mm) return answer;
    for (const file of this.holdings.viewOf(process)) {
      if (this.files.handleOf(file) === 0) continue;
      this.files.setSubject(file, this.files.deviceOf(file), mm);
    }
    return answer;
  }
}

export const execTakesQueueAlong = defectiveStep(ExecTakesQueue, {
  name: 'exec-takes-queue-along',
  about: 'A work queue becomes that of the new address space of a process that executes.',
});

class NumberKept extends FileTable {
  override close(): void {}
}

export const closedFileKeepsNumber = defectivePart(
  { files: NumberKept },
  {
    name: 'closed-file-keeps-number',
    about: 'A file that nobody holds any more stays open, and its number is never used again.',
    bug: 'B04',
  },
);
