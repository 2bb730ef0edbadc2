import { NO_HANDLE } from '#contract';
import { replace } from '../attachment/slot.js';
import { done, refused } from '../outcome.js';
import { fileDomains } from '../state/domains.js';
import { usesFile } from '../state/holders.js';
import { groupOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';
import { attachedUnder, deviceOf, mayName } from './holding.js';

/** A virtual machine changes the translation of a PASID while its guest goes on using it. */
export const vfioReplace = defineAction({
  kind: 'vfio-replace',
  summary: 'Put a PASID under the other I/O address space of the file.',
  kernel: 'vfio_df_ioctl_attach_pt with an attached PASID, iommu_replace_device_pasid (6.15)',
  params: { process: 'process', file: 'file', pasid: 'pasid' },
  actions: 'whole',
  faults: ['set_dev_pasid'],

  isPossible: (state, use) => usesFile(state, use, 'vfio'),

  step(draft, use, circumstances) {
    if (!mayName(draft, use)) return refused('EPERM');
    const { file, pasid } = use;
    const group = groupOf(draft, deviceOf(draft, file));
    if (group === null) return refused('ENODEV');
    const old = attachedUnder(draft, use);
    if (old === undefined) return refused('EINVAL');

    const [first, second] = fileDomains(draft.topology, file);
    const domain = old === first ? second : first;
    const errno = replace(draft, group, { pasid, domain, handle: NO_HANDLE }, circumstances);
    return errno === undefined ? done : refused(errno);
  },
});
