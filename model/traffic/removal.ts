import { isSame } from '../outcomes/difference.js';
import { defineTransitionInvariant, type ModelStep } from '../properties.js';
import { groupByTopology } from '../relations/members.js';
import { isSpaceOf } from '../relations/targets.js';
import { hasOccupiedSlot } from '../state/state.js';

/** Falls when a removal forgets one of the front doors through which the device was used. */
export const unplugEndsAccess = defineTransitionInvariant({
  id: 'unplug-ends-access',
  claim:
    'Once a device is pulled out no open file reaches anything through it: its queues have lost their bond, its VFIO file has no PASID and no guest entry, its mediated devices have no slot, and what its driver held is in no record.',
  why: 'A device that is plugged in at the same place would begin where the last one was stopped.',
  kernel: 'iommu_release_device, uacce_remove, vfio_unregister_group_dev (6.12): B69',
  facts: ['I37', 'L3'],
  formula:
    'device-unplug of d implies ∀ f on d: handle′(f) = none, record′(f) = guestMap′(f) = ∅; ∀ mdev of d: no slot′ → its file; record′(d) = ∅, ¬plugged′(d)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'unplug-takes-bond',
  violation(step) {
    const { action, outcome, after } = step;
    if (action.kind !== 'device-unplug' || 'warned' in outcome) return undefined;
    const { device } = action;
    if (after.devices[device]!.isPlugged) return left(device, 'itself');
    for (const key in after.files) {
      const file = after.files[key]!;
      if (file.kind === 'work-queue' && file.device === device && file.handle !== 0) {
        return left(device, `the bond of f${key}`);
      }
      if (file.kind === 'vfio' && file.device === device) {
        if (file.pasids.length > 0) return left(device, `pasid ${file.pasids[0]} in f${key}`);
        for (const guest in file.guestMap) return left(device, `guest pasid ${guest} in f${key}`);
      }
      if (
        file.kind === 'mdev' &&
        isMdevOf(step, file.mdev, device) &&
        isReached(step, Number(key))
      ) {
        return left(device, `the slot of f${key}`);
      }
    }
    const { isBound, pasids, systemPasid } = after.drivers[device]!;
    return isBound || pasids.length > 0 || systemPasid !== 0
      ? left(device, 'what its driver had')
      : undefined;
  },
});

/** Falls when a removal reaches a neighbour, or a device comes back with something. */
export const presenceChangesAlone = defineTransitionInvariant({
  id: 'presence-changes-alone',
  claim:
    'A device comes and goes only by plug and unplug; it comes only into a group that nobody claimed and none of whose slots is occupied, without a driver; and neither touches the driver, the ids, the requests or the presence of another device.',
  why: 'A device that comes into a group in use is told nothing of what the others reach, and is the one whose DMA goes elsewhere.',
  kernel: 'iommu_probe_device, iommu_release_device (6.12)',
  facts: ['I21', 'I35', 'I37'],
  formula:
    'plugged′(d) ≠ plugged(d) implies plug or unplug of d; plug of d done implies owner(g) = nobody, slots(g) = ∅, ¬bound′(d); plug or unplug of d implies ∀ e ≠ d: driver′(e) = driver(e), requests′(e) = requests(e)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'plug-refused',
  violation(step) {
    const { action, before, after } = step;
    const isPlug = action.kind === 'device-plug';
    const named = isPlug || action.kind === 'device-unplug' ? action.device : -1;
    for (let device = 0; device < after.devices.length; device++) {
      const isTouched =
        before.devices[device]!.isPlugged !== after.devices[device]!.isPlugged ||
        (named >= 0 &&
          !(
            isSame(before.drivers[device], after.drivers[device]) &&
            isSame(before.requests[device], after.requests[device])
          ));
      if (!isTouched || device === named) continue;
      return { reason: `${action.kind} touched dev${device}`, at: [`dev${device}`] };
    }
    const isDone = isPlug && step.outcome.kind === 'done' && !('warned' in step.outcome);
    if (isDone && !after.devices[named]!.isPlugged) {
      return { reason: `dev${named} was plugged in and is not there`, at: [`dev${named}`] };
    }
    const isIn = isPlug && after.devices[named]!.isPlugged && !before.devices[named]!.isPlugged;
    if (!isIn) return undefined;
    const group = before.groups[groupByTopology(before, named)];
    const isIdle = group === undefined || (group.owner === 0 && !hasOccupiedSlot(group));
    if (isIdle && !after.drivers[named]!.isBound) return undefined;
    return { reason: `dev${named} came into a group that is in use`, at: [`dev${named}`] };
  },
});

function isMdevOf({ after }: ModelStep, mdev: number, device: number): boolean {
  const part = after.mdevs[mdev];
  return part?.phase === 'created' && part.device === device;
}

function isReached({ after }: ModelStep, file: number): boolean {
  for (const { slots } of after.groups) {
    for (const key in slots) if (isSpaceOf(after, file, slots[key]!.domain)) return true;
  }
  return false;
}

const left = (device: number, what: string) => ({
  reason: `dev${device} was pulled out and left ${what}`,
  at: [`dev${device}`],
});
