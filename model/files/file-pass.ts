import { done } from '../outcome.js';
import { holdsFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { holdFile } from './open.js';

/** A file may go to a process whose own sandbox would not have let it open one. */
export const filePass = defineAction({
  kind: 'file-pass',
  summary: 'Let another process hold a file, too.',
  kernel: 'receive_fd (6.12), SCM_RIGHTS',
  params: { process: 'process', file: 'file', receiver: 'process' },
  actions: 'whole',

  isPossible: (state, { process, file, receiver }) =>
    holdsFile(state, process, file) &&
    state.processes[receiver]!.phase === 'running' &&
    !holdsFile(state, receiver, file),

  step(draft, { file, receiver }) {
    holdFile(draft, receiver, file);
    draft.files[file]!.references += 1;
    return done;
  },
});
