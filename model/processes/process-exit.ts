import { match } from 'ts-pattern';
import { warned } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { loseUser } from './address-space.js';

/** A process may go while devices are bound to it: its PASID then waits for the last unbind. */
export const processExit = defineAction({
  kind: 'process-exit',
  summary: 'End a process; its address space loses its user.',
  kernel: 'mmput, __mmdrop (6.12)',
  params: { process: 'process' },

  isPossible: ({ processes }, { process }) => processes[process]!.phase === 'running',

  step: (draft, { process }) =>
    match(draft.processes[process]!)
      .with({ phase: 'running' }, ({ mm }) => {
        draft.processes[process] = { phase: 'absent' };
        return loseUser(draft, mm);
      })
      .with({ phase: 'absent' }, () => warned)
      .exhaustive(),
});
