import type { HandleId } from '#contract';
import type { State } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { unbind } from './unbind.js';

/** A kernel driver gives back a bind of its own; what work queue files hold they give back. */
export const svaUnbind = defineAction({
  kind: 'sva-unbind',
  summary: 'Give back one reference to a bond; the last one ends it.',
  kernel: 'iommu_sva_unbind_device (6.12)',
  params: { handle: 'sva-handle' },

  isPossible: ({ svaHandles }, { handle }) => svaHandles[handle] !== undefined,

  isLawful: (state, { handle }) => state.svaHandles[handle]!.users > queuesWith(state, handle),

  step: (draft, { handle }) => unbind(draft, handle),
});

/** How many work queue files hold a reference to the bond. */
function queuesWith({ files }: State, handle: HandleId): number {
  let queues = 0;
  for (const key in files) {
    const file = files[key]!;
    if (file.kind === 'work-queue' && file.handle === handle) queues += 1;
  }
  return queues;
}
