import { done } from '../outcome.js';
import { runningProcess } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';

/** A process changes its cgroup and leaves its charges behind: they stay where they were made. */
export const processMigrate = defineAction({
  kind: 'process-migrate',
  summary: 'Move a process to another cgroup; no charge moves with it.',
  kernel: 'cgroup_attach_task; misc has no attach callback (6.12)',
  params: { process: 'process', cgroup: 'cgroup' },

  isPossible: ({ processes }, { process }) => processes[process]!.phase === 'running',

  step(draft, { process, cgroup }) {
    runningProcess(draft, process).cgroup = cgroup;
    return done;
  },
});
