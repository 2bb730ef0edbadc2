import { isClaimed } from '../ownership/take.js';
import { userOf } from '../state/holders.js';

import { defineAction } from '../vocabulary.js';
import { BIND_FAULTS, bind, bindChoices } from './bind.js';

/** A kernel driver lets its device work in the address space of a process. */
export const svaBind = defineAction({
  kind: 'sva-bind',
  summary: 'Bind an address space to a device, or take one more reference to their bond.',
  kernel: 'iommu_sva_bind_device (6.12)',
  params: { device: 'device', mm: 'mm' },
  faults: BIND_FAULTS,

  // The caller holds mm_users; running out of anything is an outcome and no broken contract.
  isPossible: (state, { mm }) => userOf(state, mm) !== undefined,

  isLawful: (state, { device }) =>
    state.topology.policy.actions === 'recorded' || !isClaimed(state, device),

  step: (draft, { device, mm }, circumstances) => bind(draft, device, mm, circumstances),

  choices: (state, { device, mm }) => bindChoices(state, device, mm),
});
