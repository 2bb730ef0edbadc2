import { NO_PASID } from '#contract';
import { defineTransitionInvariant, everyProfile, type ModelStep } from '../properties.js';
import { firstDifference, type Remains } from './difference.js';
import {
  allocationOf,
  failedAt,
  groupNamed,
  isOverLimit,
  isQuotaRefusal,
  isRefusedWith,
  mmOfProcess,
} from './reasons.js';

/**
 * Falls when an error path forgets to take something back. Peaks and events are not compared: a
 * refusal is there to move them.
 */
export const refusedChangesNothing = defineTransitionInvariant({
  id: 'refused-changes-nothing',
  claim:
    'A refused call leaves everything as it was, on every member of a group; only a bind that fails after it gave a PASID leaves that, charged, and a claim that the IOMMU driver refuses leaves the blocking domain.',
  why: 'A caller that is refused has nothing to give back: what such a call leaves is lost, or is a device open to nobody.',
  kernel:
    'iommu_sva_bind_device, __iommu_set_group_pasid, __iommu_take_dma_ownership, misc_cg_try_charge (6.12): B20, B23',
  facts: ['I22', 'I23', 'I31', 'I58'],
  formula:
    'outcome = refused implies state′ = state, observers, a kept PASID and a blocking domain aside',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'refused',
  violation(step) {
    if (step.outcome.kind !== 'refused' || step.before === step.after) return undefined;
    const culprit = firstDifference(step.before, step.after, remainsOf(step));
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
  claim:
    'EAGAIN is answered only where one more PASID would pass a limit: of a cgroup on the way to the root, or of the user where users are counted.',
  why: 'A caller waits on EAGAIN for its own cgroup to free a PASID, which would never help.',
  kernel: 'misc_cg_try_charge (6.12)',
  facts: ['I57'],
  formula:
    'EAGAIN implies ∃ c ∈ ancestors*(charged): current(c) + 1 > max(c), or under another quota |{p : user(p) = user}| + 1 > userLimit',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'quota-refused',
  violation(step) {
    if (!isQuotaRefusal(step) || isOverLimit(step)) return undefined;
    return { reason: `${step.action.kind} was refused EAGAIN within every limit`, at: ['ledger'] };
  },
});

/** Falls when the pool loses PASIDs, or the range of one device is used for another. */
export const exhaustionJustified = defineTransitionInvariant({
  id: 'exhaustion-justified',
  claim: 'ENOSPC is answered only where no PASID that the device can express is free.',
  why: 'Users are told that the system has run out while PASIDs lie unused.',
  kernel: 'iommu_alloc_global_pasid (6.12): section 2.3',
  facts: ['L1'],
  formula: 'ENOSPC implies 1 .. maxPasids(d) − 1 ⊆ allocated, or a fault at ida_alloc_range',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'starved-device',
  violation(step) {
    if (!isRefusedWith(step, 'ENOSPC') || failedAt(step, 'ida_alloc_range')) return undefined;
    const { action } = step;
    const allocation = allocationOf(step);
    if (allocation !== undefined && isExhausted(step, allocation.device)) return undefined;
    return { reason: `${action.kind} was refused ENOSPC while a PASID was free`, at: ['pool'] };
  },
});

/** Falls when some other shortage is reported as one of memory. */
export const enomemNeedsFault = defineTransitionInvariant({
  id: 'enomem-needs-fault',
  claim:
    'ENOMEM is answered only where memory was asked for and not given, or no number was left for a handle.',
  why: 'A caller retries on ENOMEM what will never succeed, or gives up what would.',
  kernel: 'iommu_alloc_mm_data, iommu_sva_bind_device, path_openat (6.12): section 2.6',
  facts: [],
  formula:
    'ENOMEM implies a fault where memory is asked for, or an answer of the IOMMU driver, or |live handles| = svaHandles',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'memory-refused',
  violation(step) {
    if (!isRefusedWith(step, 'ENOMEM') || failedAt(step, ...MEMORY)) return undefined;
    const { action, before } = step;
    const isBind = action.kind === 'sva-bind' || action.kind === 'wq-open';
    const live = Object.keys(before.svaHandles).length;
    if (isBind && live >= before.topology.svaHandles) return undefined;
    return { reason: `${action.kind} was refused ENOMEM with memory at hand`, at: ['memory'] };
  },
});

const MEMORY = [
  'allocate_mm',
  'kzalloc_iommu_mm_data',
  'kzalloc_iommu_sva',
  'xa_insert',
  'alloc_empty_file',
  'kzalloc_mdev',
  'kzalloc_guest_pasid',
] as const;

/** Falls when a close does not give its number back, or an open looks at one process alone. */
export const emfileJustified = defineTransitionInvariant({
  id: 'emfile-justified',
  claim: 'EMFILE is answered only to an open, and only where every file number is in use.',
  why: 'Nobody can open a device although every file was closed.',
  kernel: 'get_unused_fd_flags (6.12)',
  facts: ['L6'],
  formula: 'EMFILE implies |open files| = files',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'emfile',
  violation(step) {
    if (!isRefusedWith(step, 'EMFILE')) return undefined;
    const { action, before } = step;
    const isOpen = OPENS.includes(action.kind);
    if (isOpen && Object.keys(before.files).length >= before.topology.files) return undefined;
    return { reason: `${action.kind} was refused EMFILE with a number unused`, at: ['files'] };
  },
});

const OPENS: readonly string[] = ['wq-open', 'dev-sva-open', 'vfio-open', 'mdev-open'];

/** What a refused bind, or a refused claim, may leave. */
function remainsOf(step: ModelStep): Remains {
  return {
    kept: keptPasid(step),
    blocked: failedAt(step, 'set_group_domain') ? groupNamed(step) : null,
  };
}

/** The PASID that a failed bind may leave: given in this step, before the failure that ended it. */
function keptPasid(step: ModelStep): Remains['kept'] {
  const { action, before, after } = step;
  const isBind = action.kind === 'sva-bind' || action.kind === 'wq-open';
  if (!isBind || isRefusedBeforeItsPasid(step)) return undefined;

  const mm = action.kind === 'sva-bind' ? action.mm : mmOfProcess(before, action.process);
  const old = before.mms[mm];
  const now = after.mms[mm];
  const isGiven = old?.phase === 'live' && old.pasid === NO_PASID && now?.phase === 'live';
  return isGiven && now.pasid !== NO_PASID ? { mm, pasid: now.pasid } : undefined;
}

/** Whether a bind failed at a place that it passes before it takes a PASID, or at taking one. */
function isRefusedBeforeItsPasid(step: ModelStep): boolean {
  return (
    failedAt(step, ...POINTS_BEFORE_PASID) ||
    BEFORE_PASID.some((errno) => isRefusedWith(step, errno))
  );
}

const POINTS_BEFORE_PASID = [
  'alloc_empty_file',
  'arch_pgtable_dma_compat',
  'kzalloc_iommu_mm_data',
  'ida_alloc_range',
] as const;

const BEFORE_PASID = [
  'EMFILE',
  'EPERM',
  'ENODEV',
  'EOPNOTSUPP',
  'EOVERFLOW',
  'EAGAIN',
  'ENOSPC',
] as const;

/** Whether no PASID that the device can express is free; an unplugged one can express none. */
function isExhausted({ before }: ModelStep, device: number): boolean {
  const maxPasids = before.topology.devices[device]?.maxPasids ?? 0;
  if (before.devices[device]?.isPlugged !== true) return true;
  for (let pasid = 1; pasid < maxPasids; pasid++) {
    if (before.pool.chargedTo[pasid] === undefined) return false;
  }
  return true;
}
