import { NO_HANDLE } from '#contract';
import { note } from '../allocator/record.js';
import { attach } from '../attachment/slot.js';
import { done, refused } from '../outcome.js';
import { fileDomains } from '../state/domains.js';
import { fileOfKind, usesFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { deviceOf, mayName } from './holding.js';

/** VFIO accepts a PASID that `/dev/sva` made, and allocates none itself. */
export const vfioAttach = defineAction({
  kind: 'vfio-attach',
  summary: 'Let a device reach the first I/O address space of its file with a PASID.',
  kernel: 'vfio_df_ioctl_attach_pt with a PASID, iommu_attach_device_pasid (6.15)',
  params: { process: 'process', file: 'file', pasid: 'pasid' },
  actions: 'whole',
  faults: ['xa_insert', 'set_dev_pasid'],

  isPossible: (state, use) => usesFile(state, use, 'vfio'),

  step(draft, use, circumstances) {
    if (!mayName(draft, use)) return refused('EPERM');
    const { file, pasid } = use;
    const device = deviceOf(draft, file);
    const [domain] = fileDomains(draft.topology, file);
    const errno = attach(draft, { device, pasid, domain, handle: NO_HANDLE }, circumstances);
    if (errno !== undefined) return refused(errno);
    note(fileOfKind(draft, file, 'vfio').pasids, pasid);
    return done;
  },
});
