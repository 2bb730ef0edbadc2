import { match } from 'ts-pattern';
import { done, warned } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { createAddressSpace } from './address-space.js';

/** A child inherits the cgroup and nothing that a device could reach: no PASID, no bond. */
export const processFork = defineAction({
  kind: 'process-fork',
  summary: 'Start a child in the cgroup of its parent, with an address space that has no PASID.',
  kernel: 'dup_mm, mm_init (6.12)',
  params: { process: 'process', child: 'process', mm: 'mm' },

  // A running process is never its own child, because a child must not run yet.
  isPossible: ({ processes, mms }, { process, child, mm }) =>
    processes[process]!.phase === 'running' &&
    processes[child]!.phase === 'absent' &&
    mms[mm]!.phase === 'absent',

  step: (draft, { process, child, mm }) =>
    match(draft.processes[process]!)
      .with({ phase: 'running' }, ({ cgroup }) => {
        createAddressSpace(draft, mm);
        draft.processes[child] = { phase: 'running', cgroup, mm };
        return done;
      })
      .with({ phase: 'absent' }, () => warned)
      .exhaustive(),
});
