import { type CgroupId, type Errno, type FaultPoint, ROOT_CGROUP } from '#contract';
import { limitingLevel } from '../ledger/ledger.js';
import type { ModelStep } from '../properties.js';
import { cgroupOfUser, PASID_RESOURCE } from '../state.js';

/**
 * Whether a step was refused with this errno by the subsystem itself. An IOMMU driver may answer
 * with any errno, also with one that means something else when the subsystem says it.
 */
export function isRefusedWith({ outcome, input }: ModelStep, errno: Errno): boolean {
  if (outcome.kind !== 'refused' || outcome.errno !== errno) return false;
  return !input.faults.some((fault) => fault.at === 'set_dev_pasid' && fault.errno === errno);
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
  if (resource === undefined || cgroup === undefined) return null;
  return limitingLevel(before.ledger, resource, cgroup, 1);
}
