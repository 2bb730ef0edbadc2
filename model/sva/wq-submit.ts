import { NO_HANDLE, NO_PASID } from '#contract';
import { granted, refused } from '../outcome.js';
import { fileOfKind, runningProcess, usesFile } from '../state/holders.js';
import { pasidOf } from '../state/state.js';
import { defineAction } from '../vocabulary.js';

/**
 * The device follows pointers in the address space of the file, so nobody else may submit, be the
 * file inherited or passed.
 */
export const wqSubmit = defineAction({
  kind: 'wq-submit',
  summary: 'Answer the PASID with which a device works on what a process submits.',
  kernel: 'idxd_cdev_write, idxd_cdev_mmap (6.12)',
  params: { process: 'process', file: 'file' },
  actions: 'whole',

  isPossible: (state, use) => usesFile(state, use, 'work-queue'),

  step(draft, { process, file }) {
    const { mm, handle } = fileOfKind(draft, file, 'work-queue');
    if (runningProcess(draft, process).mm !== mm) return refused('EPERM');
    if (handle === NO_HANDLE) return refused('ENXIO');
    const pasid = pasidOf(draft, mm);
    // A caller that broke its contract ended the bond, and the id went with the address space before.
    return pasid === NO_PASID ? refused('ENXIO') : granted(pasid);
  },
});
