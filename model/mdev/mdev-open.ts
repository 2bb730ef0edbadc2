import { NO_FILE, NO_HANDLE } from '#contract';
import { allocatePasid, freePasids, releasePasid } from '../allocator/pool.js';
import { payerOf } from '../allocator/quota.js';
import { attach } from '../attachment/slot.js';
import { mayOpen, openFile, unusedFile } from '../files/open.js';
import { opened, refused } from '../outcome.js';
import { fileDomains } from '../state/domains.js';
import { runningProcess } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';

/** Who opens a part of a device draws the PASID for it from the pool that everybody draws on. */
export const mdevOpen = defineAction({
  kind: 'mdev-open',
  summary:
    'Open a mediated device; a PASID of its parent then leads to an I/O address space of it.',
  kernel: 'vfio_device_fops_cdev_open (6.12), idxd mdev open with iommu_aux_get_pasid (series)',
  params: { process: 'process', mdev: 'mdev' },
  actions: 'whole',
  faults: ['alloc_empty_file', 'ida_alloc_range', 'xa_insert', 'set_dev_pasid'],

  isPossible: ({ processes }, { process }) => processes[process]!.phase === 'running',

  step(draft, { process, mdev }, circumstances) {
    const refusal = mayOpen(draft, process, ({ mdevs }) => mdevs.includes(mdev), circumstances);
    if (refusal !== undefined) return refused(refusal);
    const part = draft.mdevs[mdev]!;
    const isThere = part.phase === 'created' && draft.drivers[part.device]!.isBound;
    if (!isThere) return refused('ENODEV');
    if (part.file !== NO_FILE) return refused('EBUSY');

    const { device } = part;
    const payer = payerOf(runningProcess(draft, process), 'driver');
    const answer = allocatePasid(draft, device, payer, circumstances);
    if (answer.kind !== 'granted') return answer;
    const { pasid } = answer;
    const [domain] = fileDomains(draft.topology, unusedFile(draft)!);
    const errno = attach(draft, { device, pasid, domain, handle: NO_HANDLE }, circumstances);
    if (errno !== undefined) {
      releasePasid(draft, pasid);
      return refused(errno);
    }
    part.file = openFile(draft, process, { kind: 'mdev', mdev });
    part.pasid = pasid;
    return opened(part.file, pasid);
  },

  choices(state, { mdev }) {
    const part = state.mdevs[mdev]!;
    if (part.phase === 'absent') return [];
    return freePasids(state, part.device).map((pasid) => ({ pasid, faults: [] }));
  },
});
