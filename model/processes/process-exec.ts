import { match } from 'ts-pattern';
import { warned } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { createAddressSpace, loseUser } from './address-space.js';

/** A new program image starts without a PASID; bonds keep the old address space where it is. */
export const processExec = defineAction({
  kind: 'process-exec',
  summary: 'Give a process a new address space; the old one loses its user.',
  kernel: 'exec_mmap (6.12)',
  params: { process: 'process', mm: 'mm' },

  isPossible: ({ processes, mms }, { process, mm }) =>
    processes[process]!.phase === 'running' && mms[mm]!.phase === 'absent',

  step: (draft, { process, mm }) =>
    match(draft.processes[process]!)
      .with({ phase: 'running' }, (running) => {
        const old = running.mm;
        createAddressSpace(draft, mm);
        running.mm = mm;
        return loseUser(draft, old);
      })
      .with({ phase: 'absent' }, () => warned)
      .exhaustive(),
});
