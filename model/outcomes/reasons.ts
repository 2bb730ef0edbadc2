import {
  type CgroupId,
  type DeviceId,
  type Errno,
  type FaultPoint,
  type GroupId,
  NO_OWNER,
  NO_USER,
  ROOT_CGROUP,
  UNLIMITED,
  type UserId,
} from '#contract';
import { limitingLevel } from '../ledger/ledger.js';
import { isStrandedBy } from '../ownership/take.js';
import type { ModelStep } from '../properties.js';
import { cgroupOfUser } from '../state/holders.js';
import { groupOf, hasAttachedSlot, PASID_RESOURCE, type State } from '../state/state.js';

/** Where an IOMMU driver answers, which may be with any errno. */
const DRIVER_POINTS: readonly FaultPoint[] = [
  'set_dev_pasid',
  'domain_alloc_sva',
  'domain_alloc_blocked',
  'domain_alloc_unmanaged',
  'set_group_domain',
];

/**
 * Whether a step was refused with this errno by the subsystem itself. An IOMMU driver may answer
 * with an errno that means something else when the subsystem says it.
 */
export function isRefusedWith({ outcome, input }: ModelStep, errno: Errno): boolean {
  if (outcome.kind !== 'refused' || outcome.errno !== errno) return false;
  return !input.faults.some((fault) => fault.errno === errno && DRIVER_POINTS.includes(fault.at));
}

/** Whether a limit was the reason of a refusal. */
export const isQuotaRefusal = (step: ModelStep): boolean => isRefusedWith(step, 'EAGAIN');

/** Whether the step met a failure at one of these places. */
export function failedAt({ input }: ModelStep, ...points: readonly FaultPoint[]): boolean {
  return input.faults.some(({ at }) => points.includes(at));
}

/** Whether the step found everything that was named, and did what it is for. */
export function isGranted({ outcome }: ModelStep): boolean {
  return outcome.kind !== 'refused' && outcome.kind !== 'illegal' && !('warned' in outcome);
}

/** For whom a step allocates, through whichever front door, and for which device; none: it cannot. */
interface Allocation {
  readonly cgroup: CgroupId;
  readonly user: UserId;
  readonly device: DeviceId;
}

/** Every action that takes an id out of the pool, each with the cgroup that has to pay for it. */
export function allocationOf({ action, before }: ModelStep): Allocation | undefined {
  switch (action.kind) {
    case 'pasid-alloc-global':
    case 'kernel-pasid-enable':
      return { cgroup: ROOT_CGROUP, user: NO_USER, device: action.device };
    case 'sva-bind': {
      const cgroup = cgroupOfUser(before, action.mm);
      const user = before.processes.find(
        (process) => process.phase === 'running' && process.mm === action.mm,
      );
      if (cgroup === undefined || user?.phase !== 'running') return undefined;
      return { cgroup, user: user.user, device: action.device };
    }
    case 'wq-open':
    case 'dev-sva-alloc':
      return ofProcess(before, action.process, action.device);
    case 'vfio-alloc': {
      const file = before.files[action.file];
      if (file?.kind !== 'vfio') return undefined;
      const caller = ofProcess(before, action.process, file.device);
      return caller === undefined ? undefined : { ...caller, user: file.user };
    }
    case 'mdev-open': {
      const mdev = before.mdevs[action.mdev];
      return mdev?.phase === 'created' ? ofProcess(before, action.process, mdev.device) : undefined;
    }
    default:
      return undefined;
  }
}

/** The lowest level that has no room for the charge of this step, or null if every level has. */
export function refusingLevel(step: ModelStep): CgroupId | null {
  const { before } = step;
  const resource = before.ledger.resources[PASID_RESOURCE];
  const cgroup = allocationOf(step)?.cgroup;
  if (resource === undefined || cgroup === undefined) return null;
  if (before.topology.policy.quota !== 'cgroup') return null;
  return limitingLevel(before.ledger, resource, cgroup, 1);
}

/** Whether the step asks for one PASID more than the policy's own quota allows its user. */
export function isOverLimit(step: ModelStep): boolean {
  const { topology, pool } = step.before;
  if (topology.policy.quota === 'cgroup') return refusingLevel(step) !== null;
  const user = allocationOf(step)?.user;
  return idsOf(pool, user) >= (topology.userLimit ?? UNLIMITED);
}

/** How many PASIDs are out for a user, through whichever front door. */
export function idsOf({ allocatedFor }: State['pool'], user: UserId | undefined): number {
  let held = 0;
  for (const key in allocatedFor) if (allocatedFor[key] === user) held += 1;
  return held;
}

/** The group that an action names, itself or through a device of it; null: none. */
export function groupNamed({ action, before }: ModelStep): GroupId | null {
  if ('group' in action) return action.group;
  return 'device' in action ? groupOf(before, action.device) : null;
}

/** Whether the step is a release that takes the owner and has nowhere to put the group. */
export function isStranding(step: ModelStep): boolean {
  const { action, before } = step;
  const at = groupNamed(step);
  const isRelease = action.kind === 'group-release' || action.kind === 'device-release';
  if (!isRelease || at === null || !isStrandedBy(before, before.groups[at]!)) return false;
  const group = before.groups[at]!;
  const { owner, ownerCount } = group;
  const isLast = action.kind === 'group-release' || ownerCount === 1;
  return isLast && ownerCount > 0 && owner !== NO_OWNER && !hasAttachedSlot(group);
}

/** The open file that an action names; none: it names none. */
export function fileNamed({ action, before }: ModelStep) {
  return 'file' in action ? before.files[action.file] : undefined;
}

/** Whether the step closes a file for good: its last reference goes, with whoever holds it. */
export function isLastClose(step: ModelStep): boolean {
  const { action, before } = step;
  if (action.kind !== 'file-close' || fileNamed(step)?.references !== 1) return false;
  const holder = before.processes[action.process];
  if (holder === undefined || holder.phase === 'absent') return false;
  return holder.files.some((file) => file === action.file);
}

/** The address space that a process uses; -1, which is none, where it does not run. */
export function mmOfProcess({ processes }: State, process: number): number {
  const running = processes[process];
  return running?.phase === 'running' ? running.mm : -1;
}

function ofProcess(state: State, process: number, device: DeviceId): Allocation | undefined {
  const caller = state.processes[process];
  if (caller?.phase !== 'running') return undefined;
  return { cgroup: caller.cgroup, user: caller.user, device };
}
