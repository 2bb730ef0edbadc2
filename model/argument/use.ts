import { NO_OWNER, NO_PASID, type Pasid } from '#contract';
import { singleOwner, slotPasidLive } from '../invariants/ownership.js';
import { allocationOf } from '../outcomes/reasons.js';
import type { ModelStep } from '../properties.js';
import { pasidOf, type State } from '../state/state.js';
import { chargedToCaller } from '../traffic/charging.js';
import { asking } from './limits.js';
import type { Judgement } from './question.js';

// What the claims ask of who uses ids, and of what a caller sees of it.

/** Whether VFIO has an id, attached or allocated, while an address space has one. */
export function bothHaveIds({ after }: ModelStep): boolean {
  return hasVfioId(after) && after.mms.some((_, mm) => pasidOf(after, mm) !== NO_PASID);
}

function hasVfioId({ files }: State): boolean {
  return Object.values(files).some(
    (file) => file.kind === 'vfio' && file.pasids.length + file.allocated.length > 0,
  );
}

/** Whether a process came to an id by opening a work queue. */
export function queueGivesId({ action, outcome }: ModelStep): boolean {
  return action.kind === 'wq-open' && outcome.kind === 'opened';
}

/** Whether a process has come to an id by an open that failed. */
export function failedOpenLeavesId({ action, before, outcome, after }: ModelStep): boolean {
  if (action.kind !== 'wq-open' || outcome.kind !== 'refused') return false;
  const opener = before.processes[action.process];
  if (opener?.phase !== 'running') return false;
  return pasidOf(before, opener.mm) === NO_PASID && pasidOf(after, opener.mm) !== NO_PASID;
}

/** An id that somebody has is attached through VFIO only by a process that holds it (P8). */
export function attachedByHolder({ action, before, outcome }: ModelStep): Judgement {
  if (action.kind !== 'vfio-attach' || outcome.kind !== 'done') return undefined;
  const { process, pasid } = action;
  const user = before.pool.allocatedFor[pasid];
  const caller = before.processes[process];
  if (user === undefined || caller?.phase !== 'running') return undefined;
  if (caller.files.some((id) => idsHeldBy(before, id).includes(pasid))) return 'kept';
  if (user === caller.user) return undefined;
  return {
    reason: `p${process} attaches pasid ${pasid}, which user ${user} has`,
    at: [`p${process}`],
  };
}

/** The ids in the record of a file. */
function idsHeldBy({ files }: State, id: number): readonly Pasid[] {
  const file = files[id];
  if (file?.kind === 'vfio') return file.allocated;
  return file?.kind === 'dev-sva' ? file.pasids : [];
}

/** Who opens a mediated device leaves the device with its driver (P9). */
export function parentKeepsDevice({ action, outcome, after }: ModelStep): Judgement {
  if (action.kind !== 'mdev-open' || outcome.kind !== 'opened') return undefined;
  const mdev = after.mdevs[action.mdev];
  if (mdev?.phase !== 'created') return undefined;
  const { group } = after.topology.devices[mdev.device]!;
  const isKept = after.drivers[mdev.device]!.isBound && after.groups[group!]!.owner === NO_OWNER;
  return isKept ? 'kept' : { reason: 'the device is not its driver’s any more', at: ['mdev'] };
}

/** Who is given an id has a device through VFIO (P12). */
export function onlyOwnersAreGiven(step: ModelStep): Judgement {
  const asked = asking(step);
  if (asked?.answer !== 'given') return undefined;
  const owns = Object.values(step.before.files).some(
    (file) => file.kind === 'vfio' && file.user === asked.user,
  );
  return owns
    ? 'kept'
    : { reason: `user ${asked.user} is given an id and has no device`, at: [`user${asked.user}`] };
}

/** What is attached through VFIO is attached to a group of the user's own (P12). */
export function attachedToOwnGroup({ action, before, outcome }: ModelStep): Judgement {
  if (action.kind !== 'vfio-attach' || outcome.kind !== 'done') return undefined;
  const file = before.files[action.file];
  if (file?.kind !== 'vfio') return undefined;
  const { owners, devices } = before.topology;
  const owner = before.groups[devices[file.device]!.group!]!.owner;
  return owner === owners + file.user
    ? 'kept'
    : { reason: 'the group is another user’s', at: [`file${action.file}`] };
}

/** An id that leaves the pool fits the device it was asked for, also where the call is refused (P13). */
export function givenWithinRange(step: ModelStep): Judgement {
  const { before, after } = step;
  const asked = allocationOf(step);
  if (asked === undefined) return undefined;
  const { maxPasids } = after.topology.devices[asked.device]!;
  const taken = Object.keys(after.pool.chargedTo).filter((key) => !(key in before.pool.chargedTo));
  const misfit = taken.find((key) => Number(key) >= maxPasids);
  if (misfit !== undefined) {
    return { reason: `pasid ${misfit} is out of range`, at: [`dev${asked.device}`] };
  }
  return taken.length > 0 ? 'kept' : undefined;
}

/** Whoever is given an id has its cgroup charged, whichever the door (P13). */
export function givenIsCharged(step: ModelStep): Judgement {
  return chargedToCaller.violation(step) ?? (asking(step)?.answer === 'given' ? 'kept' : undefined);
}

/** Whoever frees what another has is refused, or frees nothing; each id has one owner (P11). */
export function freedByOwnerOnly({ action, before, after }: ModelStep): Judgement {
  const violation = singleOwner.violation(after) ?? slotPasidLive.violation(after);
  if (violation !== undefined) return violation;
  const isFree = FREES.some((kind) => kind === action.kind);
  if (!isFree || before.pool.allocatedCount === 0) return undefined;
  return before.pool.allocatedCount === after.pool.allocatedCount ? 'kept' : undefined;
}

const FREES = ['dev-sva-free', 'vfio-free', 'pasid-free-global'] as const;

/** No slot outlives its id, and when all files are closed and drained nothing is left (P15). */
export function closedInAnyOrder({ after }: ModelStep): Judgement {
  const violation = slotPasidLive.violation(after);
  if (violation !== undefined) return violation;
  const isOver =
    Object.keys(after.files).length === 0 &&
    after.groups.every(({ slots }) => Object.keys(slots).length === 0);
  if (!isOver) return undefined;
  return after.pool.allocatedCount === 0
    ? 'kept'
    : { reason: 'an id is left that nobody has', at: ['pool'] };
}

/** What a virtual machine is seen to do with ids; how it was given them is not seen. */
export function seenOfMachine(step: ModelStep): string | undefined {
  const { action, outcome, before, after } = step;
  switch (action.kind) {
    case 'vfio-open':
      return outcome.kind === 'opened' ? 'open the device' : undefined;
    case 'vfio-alloc':
    case 'dev-sva-alloc':
      if (outcome.kind === 'granted') return 'take an id';
      // Who is not entitled asks in vain; who is, is told that there is none.
      return asking(step) === undefined ? undefined : 'be refused an id';
    case 'vfio-free':
    case 'dev-sva-free':
      return idsHeldBy(before, action.file).length === idsHeldBy(after, action.file).length
        ? undefined
        : 'give an id back';
    case 'vfio-attach':
      return outcome.kind === 'done' ? 'attach an id' : undefined;
    case 'vfio-detach':
      return before.groups === after.groups ? undefined : 'detach an id';
    default:
      return undefined;
  }
}
