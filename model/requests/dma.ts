import { NO_PASID } from '#contract';
import { faulted, reached } from '../outcome.js';
import { maxPasidsOf } from '../state/members.js';
import { isSvaDomain, type State } from '../state/state.js';
import { defineAction } from '../vocabulary.js';

/** What all the others are about: where a device gets with a PASID. */
export const dma = defineAction({
  kind: 'dma',
  summary: 'Answer the domain that DMA of a device under a PASID goes through.',
  kernel: 'none: the walk of the hardware through what the IOMMU driver programmed',
  params: { device: 'device', pasid: 'pasid' },
  actions: 'whole',

  isPossible: (state, { device, pasid }) =>
    pasid !== NO_PASID && pasid < maxPasidsOf(state, device),

  step(draft, { device, pasid }) {
    const domain = draft.hardware[device]![pasid];
    if (domain === undefined || isQuiet(draft, domain)) return faulted;
    return reached(domain);
  },
});

/** Whether the IOMMU driver has disabled the entry, because no process uses what it leads to. */
function isQuiet(state: State, domain: number): boolean {
  if (!isSvaDomain(state, domain)) return false;
  const space = state.mms[state.svaDomains[domain]?.mm ?? -1];
  return space?.phase !== 'live' || space.users === 0;
}
