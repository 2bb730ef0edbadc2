import { defineTransitionInvariant, everyProfile, type ModelStep } from '../properties.js';
import { groupByTopology } from '../relations/members.js';
import { pasidOf } from '../state/state.js';
import { firstDifference, isSame } from './difference.js';
import { fileNamed, isLastClose, isStranding, mmOfProcess } from './reasons.js';

/** Falls when a bond is shared with a stranger, or a bind or an unbind is counted twice or not. */
export const bondCountsBinds = defineTransitionInvariant({
  id: 'bond-counts-binds',
  claim:
    'The users of a handle grow by one with each bind and each opened queue that it answers, all of its own address space, and shrink by one with each unbind, each queue closed and each queue whose device is pulled out, and by nothing else; a bind that is answered leaves the handle in the slot.',
  why: 'A device would lose an address space that it still serves, or keep one that everybody gave back.',
  kernel: 'iommu_sva_bind_device, iommu_sva_unbind_device (6.12): B11, B61, B69',
  facts: ['I27', 'I28'],
  formula:
    '∀ h: users′(h) − users(h) = [bind or wq-open answered h for mm(h)] − [unbind or last close of h] − |queues of an unplugged device with h|, with users 0 where h is not live',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'bond-shared',
  violation(step) {
    const { before, after } = step;
    for (const key in after.svaHandles) {
      const grown = after.svaHandles[key]!.users - (before.svaHandles[key]?.users ?? 0);
      if (grown !== dueAt(step, Number(key))) return miscounted(key, grown);
    }
    for (const key in before.svaHandles) {
      if (after.svaHandles[key] !== undefined) continue;
      const grown = -before.svaHandles[key]!.users;
      if (grown !== dueAt(step, Number(key))) return miscounted(key, grown);
    }

    const bond = bondMade(step);
    if (bond === undefined) return undefined;
    const { mm, handle, pasid, device } = bond;
    const slot = after.groups[groupByTopology(after, device)]?.slots[pasid];
    const made = after.svaHandles[handle];
    const isShared = before.svaHandles[handle] !== undefined;
    const isBetween = made?.mm === mm && (isShared || made.device === device);
    const isOwn = isBetween && pasid === pasidOf(after, mm);
    if (isOwn && slot?.handle === handle) return undefined;
    return {
      reason: `the bind of mm${mm} was answered handle ${handle}, pasid ${pasid}, which are not ${isOwn ? 'in the slot' : 'its own'}`,
      at: [`mm${mm}`, `handle ${handle}`],
    };
  },
});

/** Falls when a bond is handed on, or a domain is made over for another page table. */
export const bondKeepsItsEnds = defineTransitionInvariant({
  id: 'bond-keeps-its-ends',
  claim:
    'A live handle keeps its device, its address space and its domain, and an SVA domain its address space and its IOMMU driver, from the bind that made them to the unbind that frees them.',
  why: 'The last unbind would detach another group than the one that the bond is in, and leave that one attached.',
  kernel: 'iommu_sva_bind_device, iommu_sva_unbind_device (6.12)',
  facts: ['I25', 'I28', 'I29'],
  formula:
    '∀ h live and live′: (device, mm, domain)′(h) = (device, mm, domain)(h); ∀ D not freed: (mm, iommuDriver)′(D) = (mm, iommuDriver)(D)',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'group-shares-handle',
  violation({ action, before, after }) {
    for (const key in after.svaHandles) {
      const old = before.svaHandles[key];
      const now = after.svaHandles[key]!;
      if (old === undefined || old === now) continue;
      if (isSame({ ...old, users: 0 }, { ...now, users: 0 })) continue;
      return { reason: `${action.kind} made handle ${key} another bond`, at: [`handle ${key}`] };
    }
    for (const key in after.svaDomains) {
      const old = before.svaDomains[key];
      const now = after.svaDomains[key]!;
      if (old === undefined || old === now) continue;
      if (isSame({ ...old, users: 0 }, { ...now, users: 0 })) continue;
      return { reason: `${action.kind} made domain ${key} another one`, at: [`domain ${key}`] };
    }
    return undefined;
  },
});

/** Falls when a lookup counts, caches or clears something on its way. */
export const lookupChangesNothing = defineTransitionInvariant({
  id: 'lookup-changes-nothing',
  claim:
    'Asking for a handle or a PASID, submitting work and DMA change nothing that the subsystem keeps.',
  why: 'Every page request asks: what it leaves behind, a device can make grow at will.',
  kernel: 'iommu_attach_handle_get, iommu_sva_get_pasid (6.12)',
  facts: ['I25'],
  formula: 'action ∈ {attach-handle-get, sva-get-pasid, wq-submit, dma} implies state′ = state',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'handle-found',
  violation({ action, outcome, before, after }) {
    if (!LOOKUPS.includes(action.kind)) return undefined;
    // A refused lookup is the matter of refused-changes-nothing.
    if (before === after || outcome.kind === 'refused') return undefined;
    const culprit = firstDifference(before, after);
    return culprit === undefined
      ? undefined
      : { reason: `${action.kind} changed ${culprit}`, at: [culprit] };
  },
});

const LOOKUPS: readonly string[] = ['attach-handle-get', 'sva-get-pasid', 'wq-submit', 'dma'];

/** Falls when a call goes on after it found that its caller is at fault. */
export const warnChangesNothing = defineTransitionInvariant({
  id: 'warn-changes-nothing',
  claim:
    'A call that warns of its caller changes nothing, unless it drops an address space, closes a file, or releases a group that has no default domain to go back to.',
  why: 'One driver that releases twice would take the group, or the PASID, from whoever has it by then.',
  kernel:
    '__iommu_release_dma_ownership, iommu_device_unuse_default_domain, iommu_free_global_pasid (6.12)',
  facts: ['I07', 'I36'],
  formula:
    'warned and action ∉ {process-exec, process-exit, sva-unbind, file-close, device-unplug} and not stranding implies state′ = state',
  profiles: everyProfile,
  callers: 'any',
  antecedent: 'release-warned',
  violation(step) {
    const { action, outcome, before, after } = step;
    const isWarned = 'warned' in outcome;
    if (!isWarned || before === after || DROPPING.includes(action.kind)) return undefined;
    if (isStranding(step)) return undefined;
    const culprit = firstDifference(before, after);
    return culprit === undefined
      ? undefined
      : { reason: `${action.kind} warned, yet ${culprit} changed`, at: [culprit] };
  },
});

/** What may drop an address space or close a file, and warns of whoever took its PASID or bond. */
const DROPPING: readonly string[] = [
  'process-exec',
  'process-exit',
  'sva-unbind',
  'file-close',
  'device-unplug',
];

/** What a bind made or found, by whichever front door; none: the step is no bind that succeeded. */
function bondMade({ action, outcome, before, after }: ModelStep) {
  if (action.kind === 'sva-bind' && outcome.kind === 'bound') {
    const { handle, pasid } = outcome;
    return { handle, pasid, mm: action.mm, device: action.device };
  }
  if (action.kind !== 'wq-open' || outcome.kind !== 'opened') return undefined;
  const file = after.files[outcome.file];
  const handle = file?.kind === 'work-queue' ? file.handle : 0;
  const mm = mmOfProcess(before, action.process);
  return { handle, pasid: outcome.pasid, mm, device: action.device };
}

function dueAt(step: ModelStep, handle: number): number {
  const { action, before } = step;
  const bond = bondMade(step);
  if (bond !== undefined) return bond.handle === handle ? 1 : 0;
  const users = before.svaHandles[handle]?.users ?? 0;
  if (action.kind === 'sva-unbind') return action.handle === handle && users > 0 ? -1 : 0;
  if (isLastClose(step)) {
    const file = fileNamed(step);
    return file?.kind === 'work-queue' && file.handle === handle && users > 0 ? -1 : 0;
  }
  if (action.kind !== 'device-unplug') return 0;
  let queues = 0;
  for (const key in before.files) {
    const file = before.files[key]!;
    if (file.kind !== 'work-queue' || file.device !== action.device) continue;
    if (file.handle === handle) queues += 1;
  }
  // A queue whose bond a sloppy caller has unbound finds none to unbind.
  return queues === 0 ? 0 : -Math.min(queues, users);
}

const miscounted = (key: string, grown: number) => ({
  reason: `handle ${key} has ${grown} users more than before, which no bind and no unbind explains`,
  at: [`handle ${key}`],
});
