import { NO_PASID, type Pasid } from '#contract';
import { isExhausted } from '../pool.js';
import { defineTransitionInvariant, type ModelStep } from '../properties.js';
import { firstDifference } from './difference.js';
import { failedAt, isQuotaRefusal, isRefusedWith, refusingLevel } from './reasons.js';

/**
 * Falls when an error path forgets to take something back. Peaks and events are not compared: a
 * refusal is there to move them.
 */
export const refusedChangesNothing = defineTransitionInvariant({
  id: 'refused-changes-nothing',
  claim:
    'A refused call leaves everything as it was; only a bind that fails after it gave a PASID leaves that, charged.',
  why: 'A caller that is refused has nothing to give back: what such a call leaves is lost, or is a device open to nobody.',
  kernel: 'iommu_sva_bind_device, iommu_attach_device_pasid, misc_cg_try_charge (6.12): I22, I58',
  formula: 'outcome = refused implies state′ = state, observers and a kept PASID aside',
  antecedent: 'refused',
  violation(step) {
    if (step.outcome.kind !== 'refused' || step.before === step.after) return undefined;
    const culprit = firstDifference(step.before, step.after, keptPasid(step));
    if (culprit === undefined) return undefined;
    return {
      reason: `${step.action.kind} was refused with ${step.outcome.errno}, yet ${culprit} changed`,
      at: [culprit],
    };
  },
});

/**
 * Falls when a limit is compared with the usage before the charge, or events keep a cgroup shut.
 */
export const quotaRefusalJustified = defineTransitionInvariant({
  id: 'quota-refusal-justified',
  claim: 'EAGAIN is answered only where one more PASID would pass a limit on the way to the root.',
  why: 'A caller waits on EAGAIN for its own cgroup to free a PASID, which would never help.',
  kernel: 'misc_cg_try_charge (6.12): I57',
  formula: 'EAGAIN implies ∃ c ∈ ancestors*(charged): current(c) + 1 > max(c)',
  antecedent: 'quota-refused',
  violation(step) {
    if (!isQuotaRefusal(step) || refusingLevel(step) !== null) return undefined;
    return { reason: `${step.action.kind} was refused EAGAIN within every limit`, at: ['ledger'] };
  },
});

/** Falls when the pool loses PASIDs, or the range of one device is used for another. */
export const exhaustionJustified = defineTransitionInvariant({
  id: 'exhaustion-justified',
  claim: 'ENOSPC is answered only where no PASID that the device can express is free.',
  why: 'Users are told that the system has run out while PASIDs lie unused.',
  kernel: 'iommu_alloc_global_pasid (6.12): L1, section 2.3',
  formula: 'ENOSPC implies 1 .. maxPasids(d) − 1 ⊆ allocated, or a fault at ida_alloc_range',
  antecedent: 'starved-device',
  violation(step) {
    const { action, before } = step;
    if (!isRefusedWith(step, 'ENOSPC') || failedAt(step, 'ida_alloc_range')) return undefined;
    if ('device' in action && isExhausted(before, action.device)) return undefined;
    return { reason: `${action.kind} was refused ENOSPC while a PASID was free`, at: ['pool'] };
  },
});

/** Falls when some other shortage is reported as one of memory. */
export const enomemNeedsFault = defineTransitionInvariant({
  id: 'enomem-needs-fault',
  claim: 'ENOMEM is answered only where memory was asked for and not given.',
  why: 'A caller retries on ENOMEM what will never succeed, or gives up what would.',
  kernel: 'iommu_alloc_mm_data, iommu_sva_bind_device (6.12): section 2.6',
  antecedent: 'memory-refused',
  violation(step) {
    const isJustified = failedAt(step, 'kzalloc_iommu_mm_data', 'kzalloc_iommu_sva', 'xa_insert');
    if (!isRefusedWith(step, 'ENOMEM') || isJustified) return undefined;
    return { reason: `${step.action.kind} was refused ENOMEM with memory at hand`, at: ['memory'] };
  },
});

/** The PASID that a failed bind may leave: given in this step, before the failure that ended it. */
function keptPasid(step: ModelStep): { readonly mm: number; readonly pasid: Pasid } | undefined {
  const { action, before, after } = step;
  if (action.kind !== 'sva-bind') return undefined;
  if (!failedAt(step, 'kzalloc_iommu_sva', 'xa_insert', 'set_dev_pasid')) return undefined;

  const old = before.mms[action.mm]!;
  const now = after.mms[action.mm]!;
  const isGiven = old.phase === 'live' && old.pasid === NO_PASID && now.phase === 'live';
  return isGiven && now.pasid !== NO_PASID ? { mm: action.mm, pasid: now.pasid } : undefined;
}
