import { NO_OWNER } from '#contract';
import { done } from '../outcome.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { canGoBack, giveBack } from './take.js';

/** One claim of the owner fewer; the last one gives the group back. */
export const deviceRelease = defineAction({
  kind: 'device-release',
  summary: 'Take back one claim through a device; the last one ends the ownership.',
  kernel: 'iommu_device_release_dma_owner (6.12)',
  params: { device: 'device' },

  isPossible: (state, { device }) => groupOf(state, device) !== null,

  isLawful(state, { device }) {
    const group = state.groups[groupOf(state, device)!]!;
    if (group.owner === NO_OWNER) return false;
    return group.ownerCount !== 1 || canGoBack(group);
  },

  step(draft, { device }) {
    const at = groupOf(draft, device)!;
    const group = draft.groups[at]!;
    if (group.ownerCount <= 1) return giveBack(draft, at);
    group.ownerCount -= 1;
    return done;
  },
});
