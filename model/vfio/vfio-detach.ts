import { strike } from '../allocator/record.js';
import { detach } from '../attachment/slot.js';
import { done } from '../outcome.js';
import { fileOfKind, usesFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { attachedUnder } from './holding.js';

/** The guest loses what it knew the PASID by in the same moment. */
export const vfioDetach = defineAction({
  kind: 'vfio-detach',
  summary: 'Detach a PASID that a VFIO file attached.',
  kernel: 'vfio_df_ioctl_detach_pt with a PASID (6.15)',
  params: { process: 'process', file: 'file', pasid: 'pasid' },
  actions: 'whole',

  isPossible: (state, use) => usesFile(state, use, 'vfio'),

  step(draft, use) {
    // An id that is not attached is a silent success, as in the kernel.
    if (attachedUnder(draft, use) === undefined) return done;
    const { file, pasid } = use;
    const { device, pasids, guestMap } = fileOfKind(draft, file, 'vfio');
    detach(draft, draft.topology.devices[device]!.group!, pasid);
    strike(pasids, pasid);
    for (const guest of Object.keys(guestMap)) {
      if (guestMap[Number(guest)] === pasid) delete guestMap[Number(guest)];
    }
    return done;
  },
});
