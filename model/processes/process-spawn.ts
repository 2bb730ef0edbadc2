import { done } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { createAddressSpace } from './address-space.js';

/** A process appears out of nothing, so that a trace can begin with any number of them. */
export const processSpawn = defineAction({
  kind: 'process-spawn',
  summary: 'Start a process in a cgroup, with a new address space.',
  kernel: 'mm_init (6.12)',
  params: { process: 'process', mm: 'mm', cgroup: 'cgroup' },

  isPossible: ({ processes, mms }, { process, mm }) =>
    processes[process]!.phase === 'absent' && mms[mm]!.phase === 'absent',

  step(draft, { process, mm, cgroup }) {
    createAddressSpace(draft, mm);
    draft.processes[process] = { phase: 'running', cgroup, mm };
    return done;
  },
});
