import { defineTransitionInvariant, type ModelStep } from '../properties.js';
import { pasidOf } from '../state/state.js';
import { firstDifference } from './difference.js';

/** Falls when a bond is shared with a stranger, or a bind or an unbind is counted twice or not. */
export const bondCountsBinds = defineTransitionInvariant({
  id: 'bond-counts-binds',
  claim:
    'The users of a handle grow by one with each bind that it answers, all of its own address space, and shrink by one with each unbind, and by nothing else.',
  why: 'A device would lose an address space that it still serves, or keep one that everybody gave back.',
  kernel: 'iommu_sva_bind_device, iommu_sva_unbind_device (6.12)',
  facts: ['I27', 'I28'],
  formula:
    '∀ h: users′(h) − users(h) = [bind answered h for mm(h)] − [unbind of h], with users 0 where h is not live',
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

    const { action, outcome } = step;
    if (outcome.kind !== 'bound' || action.kind !== 'sva-bind') return undefined;
    const handle = after.svaHandles[outcome.handle];
    if (handle?.mm === action.mm && outcome.pasid === pasidOf(after, action.mm)) return undefined;
    return {
      reason: `the bind of mm${action.mm} was answered handle ${outcome.handle}, pasid ${outcome.pasid}, which are not its own`,
      at: [`mm${action.mm}`, `handle ${outcome.handle}`],
    };
  },
});

/** Falls when a lookup counts, caches or clears something on its way. */
export const lookupChangesNothing = defineTransitionInvariant({
  id: 'lookup-changes-nothing',
  claim: 'Asking for a handle or a PASID changes nothing.',
  why: 'Every page request asks: what it leaves behind, a device can make grow at will.',
  kernel: 'iommu_attach_handle_get, iommu_sva_get_pasid (6.12)',
  facts: ['I25'],
  formula: 'action ∈ {attach-handle-get, sva-get-pasid} implies state′ = state',
  callers: 'any',
  antecedent: 'handle-found',
  violation({ action, outcome, before, after }) {
    if (action.kind !== 'attach-handle-get' && action.kind !== 'sva-get-pasid') return undefined;
    // A refused lookup is the matter of refused-changes-nothing.
    if (before === after || outcome.kind === 'refused') return undefined;
    const culprit = firstDifference(before, after);
    return culprit === undefined
      ? undefined
      : { reason: `${action.kind} changed ${culprit}`, at: [culprit] };
  },
});

/** Falls when a call goes on after it found that its caller is at fault. */
export const warnChangesNothing = defineTransitionInvariant({
  id: 'warn-changes-nothing',
  claim: 'A call that warns of its caller changes nothing, unless it drops an address space.',
  why: 'One driver that releases twice would take the group, or the PASID, from whoever has it by then.',
  kernel:
    '__iommu_release_dma_ownership, iommu_device_unuse_default_domain, iommu_free_global_pasid (6.12)',
  facts: ['I07', 'I36'],
  formula: 'warned and action ∉ {process-exec, process-exit, sva-unbind} implies state′ = state',
  callers: 'any',
  antecedent: 'release-warned',
  violation({ action, outcome, before, after }) {
    const isWarned = 'warned' in outcome;
    if (!isWarned || before === after || DROPPING.includes(action.kind)) return undefined;
    const culprit = firstDifference(before, after);
    return culprit === undefined
      ? undefined
      : { reason: `${action.kind} warned, yet ${culprit} changed`, at: [culprit] };
  },
});

/** What may drop an address space, and warns of whoever freed its PASID before. */
const DROPPING: readonly string[] = ['process-exec', 'process-exit', 'sva-unbind'];

function dueAt({ action, outcome }: ModelStep, handle: number): number {
  if (action.kind === 'sva-bind') {
    return outcome.kind === 'bound' && outcome.handle === handle ? 1 : 0;
  }
  return action.kind === 'sva-unbind' && action.handle === handle ? -1 : 0;
}

const miscounted = (key: string, grown: number) => ({
  reason: `handle ${key} has ${grown} users more than before, which no bind and no unbind explains`,
  at: [`handle ${key}`],
});
