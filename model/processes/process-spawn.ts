import { userId } from '#contract';
import { done, refused } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { createAddressSpace } from './address-space.js';

/** A process appears out of nothing, so that a trace can begin with any number of them. */
export const processSpawn = defineAction({
  kind: 'process-spawn',
  summary: 'Start a process in a cgroup, with a new address space.',
  kernel: 'mm_init (6.12)',
  params: { process: 'process', mm: 'mm', cgroup: 'cgroup' },
  faults: ['allocate_mm'],

  isPossible: ({ processes, mms }, { process, mm }) =>
    processes[process]!.phase === 'absent' && mms[mm]!.phase === 'absent',

  // Its number says whose it is and what its sandbox lists, so that a trace need not.
  step(draft, { process, mm, cgroup }, circumstances) {
    const errno = createAddressSpace(draft, mm, circumstances);
    if (errno !== undefined) return refused(errno);
    const { users, sandboxes } = draft.topology;
    const user = userId(1 + (process % users));
    const sandbox = process % sandboxes.length;
    draft.processes[process] = { phase: 'running', cgroup, mm, user, sandbox, files: [] };
    return done;
  },
});
