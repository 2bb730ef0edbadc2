import { type CgroupId, type Errno, type FaultPoint, type GroupId, ROOT_CGROUP } from '#contract';
import { isCharging } from '../allocator/pool.js';
import { limitingLevel } from '../ledger/ledger.js';
import type { ModelStep } from '../properties.js';
import { cgroupOfUser, groupOf, PASID_RESOURCE } from '../state/state.js';

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

/** The lowest level that has no room for the charge of this step, or null if every level has. */
export function refusingLevel({ action, before }: ModelStep): CgroupId | null {
  const resource = before.ledger.resources[PASID_RESOURCE];
  const cgroup =
    action.kind === 'sva-bind'
      ? cgroupOfUser(before, action.mm)
      : action.kind === 'pasid-alloc-global'
        ? ROOT_CGROUP
        : undefined;
  if (resource === undefined || cgroup === undefined || !isCharging(before)) return null;
  return limitingLevel(before.ledger, resource, cgroup, 1);
}

/** The group that an action names, itself or through a device of it; null: none. */
export function groupNamed({ action, before }: ModelStep): GroupId | null {
  if ('group' in action) return action.group;
  return 'device' in action ? groupOf(before, action.device) : null;
}
