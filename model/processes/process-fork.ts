import { done, refused } from '../outcome.js';
import { runningProcess } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { createAddressSpace } from './address-space.js';

/**
 * A child shares the files of its parent and inherits nothing that a device could reach: no PASID,
 * no bond.
 */
export const processFork = defineAction({
  kind: 'process-fork',
  summary: "Start a child that shares its parent's files, with an address space without a PASID.",
  kernel: 'dup_mm, mm_init (6.12)',
  params: { process: 'process', child: 'process', mm: 'mm' },
  faults: ['allocate_mm'],

  // A running process is never its own child, because a child must not run yet.
  isPossible: ({ processes, mms }, { process, child, mm }) =>
    processes[process]!.phase === 'running' &&
    processes[child]!.phase === 'absent' &&
    mms[mm]!.phase === 'absent',

  step(draft, { process, child, mm }, circumstances) {
    const errno = createAddressSpace(draft, mm, circumstances);
    if (errno !== undefined) return refused(errno);
    const { cgroup, user, sandbox, files } = runningProcess(draft, process);
    draft.processes[child] = { phase: 'running', cgroup, mm, user, sandbox, files: [...files] };
    for (const file of files) draft.files[file]!.references += 1;
    return done;
  },
});
