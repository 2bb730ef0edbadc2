import { type DeviceId, type MmId, NO_PASID, type ProcessId } from '#contract';
import { PasidPool, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class StaleCache extends PasidPool {
  #cached: number = NO_PASID;

  override take(limit: number): number {
    const cached = this.#cached;
    this.#cached = NO_PASID;
    if (cached !== NO_PASID && cached < limit && !this.free.has(cached)) return cached;
    this.#cached = super.take(limit);
    return this.#cached;
  }
}

export const aliasesPasids = defectivePart(
  { pool: StaleCache },
  {
    name: 'aliases-pasids',
    about: 'The allocator keeps the last id it gave in a cache and gives it once more.',
  },
);

class LeakingDrop extends PasidSubsystem {
  protected override dropMm(mm: number): void {
    this.mms.remove(mm);
  }
}

export const leaksPasidOfDroppedMm = defectiveStep(LeakingDrop, {
  name: 'leaks-pasid-of-dropped-mm',
  about: 'An address space is dropped and its id is not freed.',
  bug: 'B04',
});

class InheritingFork extends PasidSubsystem {
  override processFork(process: ProcessId, child: ProcessId, mm: MmId): number {
    const parentMm = this.processes.mmOf(process);
    const answer = super.processFork(process, child, mm);
    this.mms.setPasid(mm, this.mms.pasidOf(parentMm));
    return answer;
  }
}

export const inheritsPasidOnFork = defectiveStep(InheritingFork, {
  name: 'inherits-pasid-on-fork',
  about: "The child's address space is a byte copy and keeps the parent's id.",
  bug: 'B01',
});

class FreeAtLastUnbind extends PasidSubsystem {
  protected override endBond(handle: number): void {
    const mm = this.svaDomains.mmOf(this.svaHandles.domainOf(handle));
    super.endBond(handle);
    const pasid = this.mms.pasidOf(mm);
    if (pasid === NO_PASID || this.svaDomains.newestOf(mm) !== 0) return;
    this.returnPasid(pasid);
    this.mms.setPasid(mm, NO_PASID);
  }
}

export const freesPasidOnUnbind = defectiveStep(FreeAtLastUnbind, {
  name: 'frees-pasid-on-unbind',
  about: 'The end of a bond frees the id, as kernels before 5.18 did.',
});

class StealingAllocator extends PasidSubsystem {
  override pasidAllocGlobal(device: DeviceId): number {
    const answer = super.pasidAllocGlobal(device);
    if (answer > 0) return answer;
    // Nothing is free: take what a neighbour holds.
    for (const held of this.driverRecords.view()) {
      if (held.device === device) continue;
      this.driverRecords.remove(held.device, held.pasid);
      this.driverRecords.add(device, held.pasid);
      return held.pasid;
    }
    return answer;
  }
}

export const stealsPasids = defectiveStep(StealingAllocator, {
  name: 'steals-pasids',
  about: "When the pool is exhausted, a driver is given an id out of another driver's record.",
});

class FreeForAnyone extends PasidSubsystem {
  protected override mayFree(): boolean {
    return true;
  }
}

export const freesForAnyone = defectiveStep(FreeForAnyone, {
  name: 'frees-for-anyone',
  about: 'A driver may free an id that is not in its record, as mainline lets it.',
});

class FreeWhileAttached extends PasidSubsystem {
  protected override isKeptBySlots(): boolean {
    return false;
  }
}

export const freesWhileAttached = defectiveStep(FreeWhileAttached, {
  name: 'frees-while-attached',
  about: 'An id is freed while a slot is occupied at it.',
});

class RangeOfTheGreatest extends PasidSubsystem {
  protected override takePasid(): number {
    return super.takePasid(this.map.maxPasids.indexOf(this.map.greatestMaxPasids));
  }
}

export const allocatesBeyondRange = defectiveStep(RangeOfTheGreatest, {
  name: 'allocates-beyond-range',
  about: 'Ids are taken from the range of the greatest device, whichever device asks.',
  bug: 'B05',
});

class HighestGiven extends PasidSubsystem {
  override pasidAllocGlobal(device: DeviceId): number {
    const answer = super.pasidAllocGlobal(device);
    // The id is taken from the pool; the answer names the one below it.
    return answer > 1 ? answer - 1 : answer;
  }
}

export const allocatesTaken = defectiveStep(HighestGiven, {
  name: 'allocates-taken',
  about: 'The answer of an allocation names the id below the one that was allocated.',
});
