import { NO_HANDLE } from '#contract';
import { defineTransitionInvariant, type ModelStep } from '../properties.js';
import { groupByTopology, isTold } from '../relations/members.js';
import { targetOf } from '../relations/targets.js';
import { cgroupOfUser } from '../state/holders.js';
import { type State } from '../state/state.js';

/** Falls when an error path answers twice, or a detach, a replace or a removal answers nobody. */
export const requestAnsweredOnce = defineTransitionInvariant({
  id: 'request-answered-once',
  claim:
    'The answers that a device waits for grow by one with each page request that has to wait, shrink by one with each page response, are all given when its domain is replaced, when a detach drains before it returns, or when it is pulled out, and change by nothing else.',
  why: 'A device that waits for ever hangs its process; one that is answered twice takes the second answer for another page.',
  kernel:
    'iommu_report_device_fault, iopf_group_response, iopf_queue_remove_device (6.12): B30, B40',
  facts: ['I42', 'I43', 'L3'],
  formula:
    '∀ d, p: outstanding′(d, p) − outstanding(d, p) = [page-request done] − [page-response] − [replaced with another domain, detached where drain = inside-detach, or d unplugged] · outstanding(d, p), and requests likewise',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'answered-success',
  violation(step) {
    const { before, after } = step;
    for (let device = 0; device < after.devices.length; device++) {
      const culprit =
        miscounted(step, device, before.outstanding[device]!, after.outstanding[device]!) ??
        miscounted(step, device, before.requests[device]!, after.requests[device]!);
      if (culprit === undefined) continue;
      return {
        reason: `${step.action.kind} left dev${device} with a wrong number of answers to wait for at pasid ${culprit}`,
        at: [`dev${device}`, `pasid ${culprit}`],
      };
    }
    return undefined;
  },
});

/** Falls when a request that nobody serves is dropped, or kept for whoever comes next. */
export const unservedRequestInvalid = defineTransitionInvariant({
  id: 'unserved-request-invalid',
  claim:
    'A page request where no slot is attached with a handle is answered INVALID at once, and one where a slot is has to wait, or is answered FAILURE where there is no memory.',
  why: 'A request that is kept without a handler is served from the address space of the next owner.',
  kernel: 'iommu_report_device_fault (6.12)',
  facts: ['I41', 'I43', 'I47'],
  formula:
    'page-request(d, p) is refused EINVAL ⇔ slot(group(d), p) is empty, draining or without a handle; done implies requests′(d, p) = requests(d, p) + 1',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'request-refused-unserved',
  violation({ action, outcome, before, after }) {
    if (action.kind !== 'page-request' || 'warned' in outcome) return undefined;
    const { device, pasid } = action;
    const isServed = (servingHandle(before, device, pasid) ?? NO_HANDLE) !== NO_HANDLE;
    const isInvalid = outcome.kind === 'refused' && outcome.errno === 'EINVAL';
    if (isServed === isInvalid) {
      return {
        reason: `a page request at pasid ${pasid} was ${isInvalid ? 'refused although a handle is there' : 'taken although none is there'}`,
        at: [`dev${device}`, `pasid ${pasid}`],
      };
    }
    const grown = (after.requests[device]?.[pasid] ?? 0) - (before.requests[device]?.[pasid] ?? 0);
    if (grown === (outcome.kind === 'done' ? 1 : 0)) return undefined;
    return {
      reason: `a page request was answered ${outcome.kind} and left ${grown} more to answer`,
      at: [`dev${device}`, `pasid ${pasid}`],
    };
  },
});

/** Falls when a response reaches into an address space that is gone, or that was detached. */
export const responseOnlyWhileServed = defineTransitionInvariant({
  id: 'response-only-while-served',
  claim:
    'A page response says SUCCESS only while the slot is attached with a handle and, where that is a bond, a process still uses the address space; otherwise it says INVALID.',
  why: 'The device would be let into the pages of a process that is gone, or of one that was unbound.',
  kernel: 'iommu_sva_handle_iopf (6.12)',
  facts: ['I13', 'I14', 'I41'],
  formula:
    'page-response(d, p) = success ⇔ handle(slot(group(d), p)) = h ≠ none, and h a bond implies users(mm(h)) > 0',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'answered-invalid-on-drain',
  violation({ action, outcome, before }) {
    if (action.kind !== 'page-response' || 'warned' in outcome) return undefined;
    const { device, pasid } = action;
    const handle = servingHandle(before, device, pasid) ?? NO_HANDLE;
    const bond = before.svaHandles[handle];
    const isBond = handle > before.topology.attachHandles;
    const space = before.mms[bond?.mm ?? -1];
    const isUsed = space?.phase === 'live' && space.users > 0;
    const due = handle !== NO_HANDLE && (!isBond || isUsed) ? 'success' : 'invalid';
    if (outcome.kind === 'answered' && outcome.code === due) return undefined;
    return {
      reason: `a page request at pasid ${pasid} was answered ${outcome.kind === 'answered' ? outcome.code : outcome.kind}, and ${due} was due`,
      at: [`dev${device}`, `pasid ${pasid}`],
    };
  },
});

/** Falls when the hardware is asked for an entry that it was never told, or that was disabled. */
export const dmaAnswersHardware = defineTransitionInvariant({
  id: 'dma-answers-hardware',
  claim:
    'DMA reaches the domain that the device was told of for the PASID, and faults where it was told of none, or of an address space that no process uses any more.',
  why: 'A process that has exited would go on being read, and its pages are somebody else’s by then.',
  kernel: 'intel_mm_release, arm_smmu_mm_release (6.12): B03',
  facts: ['I13', 'I14'],
  formula:
    'dma(d, p) = reached D implies hardware(d, p) = D, and D of an mm implies ∃ P running in mm; else faulted',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'dma-faults-after-exit',
  violation({ action, outcome, before }) {
    if (action.kind !== 'dma' || 'warned' in outcome) return undefined;
    const { device, pasid } = action;
    const domain = before.hardware[device]?.[pasid];
    // Asked of the processes, not of the count that the address space keeps of them.
    const isUsedByProcess =
      cgroupOfUser(before, before.svaDomains[domain ?? 0]?.mm ?? -1) !== undefined;
    const isQuiet = domain !== undefined && targetOf(before, domain) === 'mm' && !isUsedByProcess;
    const due = isQuiet ? undefined : domain;
    const reached = outcome.kind === 'reached' ? outcome.domain : undefined;
    if (reached === due && (outcome.kind === 'reached' || outcome.kind === 'faulted')) {
      return undefined;
    }
    return {
      reason: `DMA with pasid ${pasid} reached ${reached ?? 'nothing'}, and ${due ?? 'nothing'} was due`,
      at: [`dev${device}`, `pasid ${pasid}`],
    };
  },
});

/** The handle in the slot that answers a request of the device; none: no slot is attached. */
function servingHandle(state: State, device: number, pasid: number): number | undefined {
  const group = groupByTopology(state, device);
  if (!isTold(state, device, group)) return undefined;
  const slot = state.groups[group]?.slots[pasid];
  return slot?.phase === 'attached' ? slot.handle : undefined;
}

type Counts = Readonly<Record<number, number>>;

/** The PASID at which a device's count did not change as the action says. */
function miscounted(step: ModelStep, device: number, old: Counts, now: Counts): string | undefined {
  for (const key in now) {
    if (now[key]! - (old[key] ?? 0) !== due(step, device, Number(key), old)) return key;
  }
  for (const key in old) {
    if (now[key] === undefined && -old[key]! !== due(step, device, Number(key), old)) return key;
  }
  return undefined;
}

function due(step: ModelStep, device: number, pasid: number, old: Counts): number {
  const { action, outcome, before } = step;
  if ('warned' in outcome) return 0;
  if (isDrainedWithin(step, device, pasid)) return -(old[pasid] ?? 0);
  switch (action.kind) {
    case 'page-request':
      return isNamed(action, device, pasid) && outcome.kind === 'done' ? 1 : 0;
    case 'page-response':
      return isNamed(action, device, pasid) ? -1 : 0;
    case 'device-unplug':
      return action.device === device ? -(old[pasid] ?? 0) : 0;
    case 'pasid-replace': {
      if (outcome.kind !== 'done' || action.pasid !== pasid) return 0;
      const group = groupByTopology(before, action.device);
      if (groupByTopology(before, device) !== group) return 0;
      const isSwapped = before.groups[group]?.slots[pasid]?.domain !== action.domain;
      return isSwapped ? -(old[pasid] ?? 0) : 0;
    }
    default:
      return 0;
  }
}

/** Whether the step detached the slot that the device sends to, and drained it before it returned. */
function isDrainedWithin({ before, after }: ModelStep, device: number, pasid: number): boolean {
  const group = groupByTopology(before, device);
  if (before.topology.policy.drain !== 'inside-detach' || !isTold(before, device, group)) {
    return false;
  }
  const wasAttached = before.groups[group]?.slots[pasid]?.phase === 'attached';
  return wasAttached && after.groups[group]?.slots[pasid] === undefined;
}

const isNamed = (
  action: { readonly device: number; readonly pasid: number },
  device: number,
  pasid: number,
): boolean => action.device === device && action.pasid === pasid;
