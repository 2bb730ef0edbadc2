import { type DeviceId, type ProcessId, ROOT_CGROUP } from '#contract';
import { DeviceTable, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class StaleSlots extends PasidSubsystem {
  protected override emptyIfNobodyIsLeft(): void {}
}

export const unplugLeavesSlots = defectiveStep(StaleSlots, {
  name: 'unplug-leaves-slots',
  about: 'What was attached in a group stays so when its last device is gone.',
});

class DriverOfNothing extends PasidSubsystem {
  protected override loseDriver(): void {}
}

export const unplugKeepsDriver = defectiveStep(DriverOfNothing, {
  name: 'unplug-keeps-driver',
  about: 'The driver of a device that is gone stays bound and counted.',
  bug: 'B67',
});

class CountKept extends PasidSubsystem {
  protected override loseDriver(device: number): void {
    if (this.devices.hasDriver(device)) this.devices.unbindDriver(device);
  }
}

export const unplugKeepsCount = defectiveStep(CountKept, {
  name: 'unplug-keeps-count',
  about: 'The driver of a device that is gone is unbound and still counted.',
  bug: 'B32',
});

class IdsOfNobody extends PasidSubsystem {
  protected override takePasidsOfDriver(device: number): void {
    this.devices.setSystemPasid(device, 0);
  }
}

export const unplugLeaksSystemPasid = defectiveStep(IdsOfNobody, {
  name: 'unplug-leaks-system-pasid',
  about: 'The system PASID of a device that is gone stays allocated for nobody.',
  bug: 'B04',
});

class QueuesKept extends PasidSubsystem {
  protected override takeBondsOn(): void {}
}

export const unplugKeepsBonds = defectiveStep(QueuesKept, {
  name: 'unplug-keeps-bonds',
  about: 'The queues of a device that is gone stay bound until they are closed.',
  bug: 'B69',
});

class VfioKept extends PasidSubsystem {
  protected override detachVfioOn(): void {}
}

export const unplugKeepsVfioSlots = defectiveStep(VfioKept, {
  name: 'unplug-keeps-vfio-slots',
  about: 'What a VFIO file attached through a device that is gone stays attached on its siblings.',
});

class BusyPlug extends PasidSubsystem {
  protected override isIdle(): boolean {
    return true;
  }
}

export const plugsIntoBusyGroup = defectiveStep(BusyPlug, {
  name: 'plugs-into-busy-group',
  about: 'A device joins a group whose members were told of PASIDs that it knows nothing of.',
  bug: 'B35',
});

class BoundForEver extends PasidSubsystem {
  override driverRemove(device: DeviceId): number {
    const wasBound = this.devices.hasDriver(device);
    const answer = super.driverRemove(device);
    if (wasBound) this.devices.bindDriver(device);
    return answer;
  }
}

export const removedDriverStaysBound = defectiveStep(BoundForEver, {
  name: 'removed-driver-stays-bound',
  about: 'A driver that has left its device still counts as bound to it.',
});

class TellsEverybody extends PasidSubsystem {
  protected override isTold(device: number): boolean {
    return this.map.maxPasids[device]! > 0;
  }
}

export const tellsUnpluggedDevices = defectiveStep(TellsEverybody, {
  name: 'tells-unplugged-devices',
  about: 'A device that is gone is still told what its group attaches.',
});

class PluggedForEver extends DeviceTable {
  override unbindDriver(device: number): void {
    super.unbindDriver(device);
    this.unplug(device);
  }
}

export const removalOfDriverUnplugs = defectivePart(
  { devices: PluggedForEver },
  {
    name: 'removal-of-driver-unplugs',
    about: 'A device is taken for gone when its driver leaves it.',
  },
);

class UserlessSpawn extends PasidSubsystem {
  protected override confineByNumber(process: number): void {
    this.processes.confine(process, 0, 0);
  }
}

export const spawnsForNobody = defectiveStep(UserlessSpawn, {
  name: 'spawns-for-nobody',
  about: 'A process that is started belongs to no user.',
});

class ExitMigrates extends PasidSubsystem {
  override processFork(...call: Parameters<PasidSubsystem['processFork']>): number {
    const answer = super.processFork(...call);
    const [parent] = call;
    if (answer === 0 && this.processes.isRunning(parent as ProcessId)) {
      this.processes.moveTo(parent, ROOT_CGROUP);
    }
    return answer;
  }
}

export const forkMovesParentToRoot = defectiveStep(ExitMigrates, {
  name: 'fork-moves-parent-to-root',
  about: 'A process that forks leaves its cgroup for the root.',
});
