import { NO_OWNER, NO_PASID, type Pasid } from '#contract';
import type { Violation } from '#declaration';
import type { Action } from '../actions.js';
import type { Judgement, Reached } from '../argument/question.js';
import { singleOwner, slotPasidLive } from '../invariants/ownership.js';
import { allocationOf } from '../outcomes/reasons.js';
import type { ModelStep } from '../properties.js';
import { fileDomains } from '../state/domains.js';
import { type Group, type Mdev, pasidOf, type Slot, type State } from '../state/state.js';
import { chargedToCaller } from '../traffic/charging.js';
import { asking } from './limits.js';

// What the claims ask of who uses ids, and of what a caller sees of it.

/** VFIO has an id, attached or allocated, while an address space has one (P1). */
export const bothHaveIds: Reached = ({ after }) => {
  const [vfio] = Object.values(after.files).flatMap((file) =>
    file.kind === 'vfio' ? [...file.allocated, ...file.pasids] : [],
  );
  const mm = after.mms.findIndex((_, each) => pasidOf(after, each) !== NO_PASID);
  return vfio === undefined || mm === -1
    ? undefined
    : `VFIO has PASID ${vfio}, and address space ${mm} has PASID ${pasidOf(after, mm)}`;
};

/** A process came to an id by opening a work queue (P6). */
export const queueGivesId: Reached = ({ action, outcome }) =>
  action.kind === 'wq-open' && outcome.kind === 'opened'
    ? `process ${action.process} has PASID ${outcome.pasid}`
    : undefined;

/** A process has come to an id by an open that failed (P6). */
export const failedOpenLeavesId: Reached = ({ action, before, outcome, after }) => {
  if (action.kind !== 'wq-open' || outcome.kind !== 'refused') return undefined;
  const opener = before.processes[action.process];
  if (opener?.phase !== 'running' || pasidOf(before, opener.mm) !== NO_PASID) return undefined;
  const pasid = pasidOf(after, opener.mm);
  return pasid === NO_PASID ? undefined : `process ${action.process} keeps PASID ${pasid}`;
};

/** Who has an id by SVA keeps it as long as it runs, whatever it closes (P6). */
export function keptWhileRunning({ action, before, after }: ModelStep): Judgement {
  let judgement: Judgement;
  for (const [number, process] of after.processes.entries()) {
    const pasid = process.phase === 'running' ? pasidOf(before, process.mm) : NO_PASID;
    if (process.phase !== 'running' || pasid === NO_PASID) continue;
    if (pasidOf(after, process.mm) !== pasid) {
      return { reason: `process ${number} has lost PASID ${pasid}`, at: [`p${number}`] };
    }
    if (action.kind === 'file-close' && action.process === number) judgement = 'kept';
  }
  return judgement;
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

/** A part of a device has an id of its own while it is open; the device stays with its driver (P9). */
export function parentKeepsDevice({ action, before, outcome, after }: ModelStep): Judgement {
  if (action.kind === 'mdev-open' && outcome.kind === 'opened') {
    const part = partBehind(after, outcome.file);
    if (part === undefined) return undefined;
    const isLed = slotOf(after, part)?.domain === fileDomains(after.topology, outcome.file)[0];
    const reason = `PASID ${part.pasid} does not lead to the part`;
    return takenFromDriver(after, part) ?? (isLed ? 'kept' : { reason, at: ['mdev'] });
  }
  if (action.kind !== 'file-close' || after.files[action.file] !== undefined) return undefined;
  const part = partBehind(before, action.file);
  if (part === undefined) return undefined;
  const isGone = slotOf(after, part)?.phase !== 'attached' && isLetGo(after, part.pasid);
  const reason = `PASID ${part.pasid} outlives the part`;
  return takenFromDriver(after, part) ?? (isGone ? 'kept' : { reason, at: ['mdev'] });
}

type Part = Extract<Mdev, { phase: 'created' }>;

function partBehind({ files, mdevs }: State, id: number): Part | undefined {
  const file = files[id];
  const part = file?.kind === 'mdev' ? mdevs[file.mdev] : undefined;
  return part?.phase === 'created' ? part : undefined;
}

const groupOfPart = ({ topology, groups }: State, { device }: Part): Group =>
  groups[topology.devices[device]!.group!]!;

const slotOf = (state: State, part: Part): Slot | undefined =>
  groupOfPart(state, part).slots[part.pasid];

function takenFromDriver(state: State, part: Part): Violation | undefined {
  const isKept = state.drivers[part.device]!.isBound;
  if (isKept && groupOfPart(state, part).owner === NO_OWNER) return undefined;
  return { reason: 'the device is not its driver’s any more', at: ['mdev'] };
}

/** Whether nobody has an id any more, be it that slots still keep it. */
const isLetGo = ({ pool }: State, pasid: Pasid): boolean =>
  pool.chargedTo[pasid] === undefined || pool.letGo[pasid] === true;

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

/** Whoever frees what another has frees nothing, and each id has one owner (P11). */
export function freedByOwnerOnly({ action, before, after }: ModelStep): Judgement {
  const violation = singleOwner.violation(after) ?? slotPasidLive.violation(after);
  if (violation !== undefined) return violation;
  const own = idsOfCaller(before, action);
  if (own === undefined || !('pasid' in action)) return undefined;
  const { pasid } = action;
  if (isLetGo(before, pasid) || own.includes(pasid)) return undefined;
  return isLetGo(after, pasid)
    ? { reason: `PASID ${pasid} is freed by one who does not have it`, at: ['pool'] }
    : 'kept';
}

/** What the caller of a free has to give back; nothing: it is another call. */
function idsOfCaller(state: State, action: Action): readonly Pasid[] | undefined {
  switch (action.kind) {
    case 'pasid-free-global':
      return state.drivers[action.device]!.pasids;
    case 'dev-sva-free':
    case 'vfio-free': {
      const caller = state.processes[action.process];
      const files = caller?.phase === 'running' ? caller.files : [];
      return files.flatMap((file) => idsHeldBy(state, file));
    }
    default:
      return undefined;
  }
}

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
