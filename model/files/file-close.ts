import { done } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { letGoOfSubject } from './last-close.js';

/** A file lives as long as some process holds it; the kernel closes those of a process that exits. */
export const fileClose = defineAction({
  kind: 'file-close',
  summary: 'Let a process hold a file no more; the last close ends what the file is about.',
  kernel: '__fput (6.12)',
  params: { process: 'process', file: 'file' },
  actions: 'whole',

  isPossible({ processes }, { process, file }) {
    const holder = processes[process]!;
    return holder.phase !== 'absent' && holder.files.includes(file);
  },

  step(draft, { process, file }) {
    const holder = draft.processes[process]!;
    if (holder.phase !== 'absent') {
      holder.files.splice(holder.files.indexOf(file), 1);
      const isGone = holder.phase === 'exited' && holder.files.length === 0;
      if (isGone) draft.processes[process] = { phase: 'absent' };
    }

    const closed = draft.files[file]!;
    closed.references -= 1;
    if (closed.references > 0) return done;
    const outcome = letGoOfSubject(draft, file);
    delete draft.files[file];
    return outcome;
  },
});
