import { refused } from '../outcome.js';
import { runningProcess } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { createAddressSpace, loseUser } from './address-space.js';

/**
 * A new program image keeps the files and starts without a PASID; bonds keep the old address space
 * where it is.
 */
export const processExec = defineAction({
  kind: 'process-exec',
  summary: 'Give a process a new address space; the old one loses its user.',
  kernel: 'exec_mmap (6.12)',
  params: { process: 'process', mm: 'mm' },
  faults: ['allocate_mm'],

  isPossible: ({ processes, mms }, { process, mm }) =>
    processes[process]!.phase === 'running' && mms[mm]!.phase === 'absent',

  step(draft, { process, mm }, circumstances) {
    const errno = createAddressSpace(draft, mm, circumstances);
    if (errno !== undefined) return refused(errno);
    const running = runningProcess(draft, process);
    const old = running.mm;
    running.mm = mm;
    return loseUser(draft, old);
  },
});
