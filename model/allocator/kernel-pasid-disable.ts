import { NO_PASID } from '#contract';
import { detachDomain } from '../attachment/slot.js';
import { done } from '../outcome.js';
import { kernelDomain } from '../state/domains.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { letGo } from './let-go.js';

/** The kernel stops its own DMA through a device; the PASID of it goes back once it has drained. */
export const kernelPasidDisable = defineAction({
  kind: 'kernel-pasid-disable',
  summary: 'Detach the system PASID of a kernel driver and let it go.',
  kernel: 'idxd_disable_system_pasid (6.12)',
  params: { device: 'device' },
  actions: 'whole',

  isPossible: ({ drivers }, { device }) => drivers[device]!.isBound,

  step(draft, { device }) {
    const driver = draft.drivers[device]!;
    const pasid = driver.systemPasid;
    if (pasid === NO_PASID) return done;

    const group = groupOf(draft, device);
    if (group !== null) detachDomain(draft, group, pasid, [kernelDomain(draft.topology, group)]);
    driver.systemPasid = NO_PASID;
    letGo(draft, pasid);
    return done;
  },
});
