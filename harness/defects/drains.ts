import type { DeviceId, FileId, Pasid, ProcessId } from '#contract';
import { PasidSubsystem, SlotTable } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

/** A subsystem that leaves the drain out while it is in one of its calls, and only there. */
class SkippingSubsystem extends PasidSubsystem {
  private isSkipping = false;

  protected override mustDrain(group: number): boolean {
    return !this.isSkipping && super.mustDrain(group);
  }

  protected skipping<Answer>(call: () => Answer): Answer {
    this.isSkipping = true;
    try {
      return call();
    } finally {
      this.isSkipping = false;
    }
  }
}

class UnbindWithoutDrain extends SkippingSubsystem {
  protected override endBond(handle: number): void {
    this.skipping(() => super.endBond(handle));
  }
}

export const unbindSkipsDrain = defectiveStep(UnbindWithoutDrain, {
  name: 'unbind-skips-drain',
  about: 'The last unbind empties the slot while page requests of the process are on their way.',
  bug: 'B36',
});

class DetachWithoutDrain extends SkippingSubsystem {
  override pasidDetach(...call: Parameters<PasidSubsystem['pasidDetach']>): number {
    return this.skipping(() => super.pasidDetach(...call));
  }
}

export const detachSkipsDrain = defectiveStep(DetachWithoutDrain, {
  name: 'detach-skips-drain',
  about: 'A driver detaches, and the slot is empty at once.',
  bug: 'B36',
});

class VfioDetachWithoutDrain extends SkippingSubsystem {
  override vfioDetach(process: ProcessId, file: FileId, pasid: Pasid): number {
    return this.skipping(() => super.vfioDetach(process, file, pasid));
  }
}

export const vfioDetachSkipsDrain = defectiveStep(VfioDetachWithoutDrain, {
  name: 'vfio-detach-skips-drain',
  about: 'VFIO detaches, and the slot is empty at once.',
  bug: 'B36',
});

class VfioCloseWithoutDrain extends SkippingSubsystem {
  protected override closeVfio(file: number): void {
    this.skipping(() => super.closeVfio(file));
  }
}

export const vfioCloseSkipsDrain = defectiveStep(VfioCloseWithoutDrain, {
  name: 'vfio-close-skips-drain',
  about: 'A VFIO file is closed, and its slots are empty at once.',
  bug: 'B36',
});

class MdevCloseWithoutDrain extends SkippingSubsystem {
  protected override closeMdev(file: number): void {
    this.skipping(() => super.closeMdev(file));
  }
}

export const mdevCloseSkipsDrain = defectiveStep(MdevCloseWithoutDrain, {
  name: 'mdev-close-skips-drain',
  about: 'A mediated device is closed, and its slot is empty at once.',
  bug: 'B36',
});

class DisableWithoutDrain extends SkippingSubsystem {
  override kernelPasidDisable(device: DeviceId): number {
    return this.skipping(() => super.kernelPasidDisable(device));
  }
}

export const disableSkipsDrain = defectiveStep(DisableWithoutDrain, {
  name: 'disable-skips-drain',
  about: 'A driver gives up its system PASID, and the slot is empty at once.',
  bug: 'B36',
});

class ImpatientDrain extends PasidSubsystem {
  protected override hasRequestsAt(): boolean {
    return false;
  }
}

export const drainForgetsRequests = defectiveStep(ImpatientDrain, {
  name: 'drain-forgets-requests',
  about: 'A drain is complete while page requests of the slot have no answer yet.',
  bug: 'B36',
});

/** A subsystem that frees an id at once, whatever its slots do, in one of its calls. */
class HastySubsystem extends PasidSubsystem {
  private isHasty = false;

  protected override isKeptBySlots(pasid: number): boolean {
    return !this.isHasty && super.isKeptBySlots(pasid);
  }

  protected hasty<Answer>(call: () => Answer): Answer {
    this.isHasty = true;
    try {
      return call();
    } finally {
      this.isHasty = false;
    }
  }
}

class HastyDrop extends HastySubsystem {
  protected override dropMm(mm: number): void {
    this.hasty(() => super.dropMm(mm));
  }
}

export const reusesDrainingPasidOfMm = defectiveStep(HastyDrop, {
  name: 'reuses-draining-pasid-of-mm',
  about: 'The id of a dropped address space is free while its slot still drains.',
  bug: 'B39',
});

class HastyDevSvaFree extends HastySubsystem {
  override devSvaFree(process: ProcessId, file: FileId, pasid: Pasid): number {
    return this.hasty(() => super.devSvaFree(process, file, pasid));
  }
}

export const reusesAttachedPasidOfFile = defectiveStep(HastyDevSvaFree, {
  name: 'reuses-attached-pasid-of-file',
  about: 'An id that is freed through /dev/sva is handed out again while VFIO has it attached.',
  bug: 'B39',
});

class HastyDevSvaClose extends HastySubsystem {
  protected override closeDevSva(file: number): void {
    this.hasty(() => super.closeDevSva(file));
  }
}

export const reusesPasidOfClosedFile = defectiveStep(HastyDevSvaClose, {
  name: 'reuses-pasid-of-closed-file',
  about: 'The ids of a closed /dev/sva file are free while VFIO has them attached.',
  bug: 'B02',
});

class HastyMdevClose extends HastySubsystem {
  protected override closeMdev(file: number): void {
    this.hasty(() => super.closeMdev(file));
  }
}

export const reusesDrainingPasidOfMdev = defectiveStep(HastyMdevClose, {
  name: 'reuses-draining-pasid-of-mdev',
  about: 'The id of a closed mediated device is free while its slot still drains.',
  bug: 'B39',
});

class HastyDisable extends HastySubsystem {
  override kernelPasidDisable(device: DeviceId): number {
    return this.hasty(() => super.kernelPasidDisable(device));
  }
}

export const reusesDrainingSystemPasid = defectiveStep(HastyDisable, {
  name: 'reuses-draining-system-pasid',
  about: 'A system PASID that was given up is free while its slot still drains.',
  bug: 'B39',
});

class NeverReturned extends PasidSubsystem {
  protected override returnIfUnused(): void {}
}

export const drainLeaksPasid = defectiveStep(NeverReturned, {
  name: 'drain-leaks-pasid',
  about: 'The last slot of an id that was let go is empty, and the id never returns.',
  bug: 'B04',
});

class EarlyUncharge extends PasidSubsystem {
  protected override letGo(pasid: number): boolean {
    const cgroup = this.pool.chargedCgroup(pasid);
    const isKept = this.pool.isAllocated(pasid) && this.isKeptBySlots(pasid);
    if (isKept) this.uncharge(cgroup);
    return super.letGo(pasid);
  }

  protected override returnIfUnused(pasid: number): void {
    if (!this.pool.isLetGo(pasid) || this.slots.isOccupiedAnywhere(pasid)) return;
    this.pool.release(pasid);
  }
}

export const unchargesBeforeDrain = defectiveStep(EarlyUncharge, {
  name: 'uncharges-before-drain',
  about: 'The charge is given back when the owner lets go, while a slot keeps the id.',
  bug: 'B54',
});

class HandleKept extends SlotTable {
  override drain(slot: number): void {
    const handle = this.handleAt(slot);
    super.drain(slot);
    this.values[slot] = handle;
  }
}

export const drainingSlotKeepsHandle = defectivePart(
  { slots: HandleKept },
  {
    name: 'draining-slot-keeps-handle',
    about: 'A lookup still finds the handle of a slot that is detached and drains.',
    bug: 'B45',
  },
);

class DrainIgnored extends PasidSubsystem {
  protected override isDraining(): boolean {
    return false;
  }
}

export const probesWhileDraining = defectiveStep(DrainIgnored, {
  name: 'probes-while-draining',
  about: 'A driver is let into a group in which a slot of the last user still drains.',
});
