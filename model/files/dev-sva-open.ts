import { NO_PASID } from '#contract';
import { opened, refused } from '../outcome.js';
import { defineAction } from '../vocabulary.js';
import { mayOpen, openFile } from './open.js';

/** A file of `/dev/sva` is what user space holds PASIDs with that are no address space's. */
export const devSvaOpen = defineAction({
  kind: 'dev-sva-open',
  summary: 'Open /dev/sva.',
  kernel: 'none; the /dev/sva of the argument (proposal of 12 Oct 2020)',
  params: { process: 'process' },
  actions: 'whole',
  faults: ['alloc_empty_file'],

  isPossible: ({ processes }, { process }) => processes[process]!.phase === 'running',

  step(draft, { process }, circumstances) {
    const errno = mayOpen(draft, process, ({ devSva }) => devSva, circumstances);
    if (errno !== undefined) return refused(errno);
    return opened(openFile(draft, process, { kind: 'dev-sva', pasids: [] }), NO_PASID);
  },
});
