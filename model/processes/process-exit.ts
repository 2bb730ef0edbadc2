import { runningProcess } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { loseUser } from './address-space.js';

/**
 * A process may go while devices are bound to it: its PASID then waits for the last unbind. Its
 * files are closed later, one by one, as the kernel does (`exit_files` after `exit_mm`, 6.12).
 */
export const processExit = defineAction({
  kind: 'process-exit',
  summary: 'End a process; its address space loses its user.',
  kernel: 'mmput, __mmdrop (6.12)',
  params: { process: 'process' },

  isPossible: ({ processes }, { process }) => processes[process]!.phase === 'running',

  step(draft, { process }) {
    const { mm, files } = runningProcess(draft, process);
    draft.processes[process] =
      files.length === 0 ? { phase: 'absent' } : { phase: 'exited', files: [...files] };
    return loseUser(draft, mm);
  },
});
