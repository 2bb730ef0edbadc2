import { close } from './queue-close.js';
import { NONE } from './scope.js';
import { fileOf } from './state.js';
import { defineNumbersAction } from './vocabulary.js';

/** A process exits, and another may start under its number here. */
export const processExit = defineNumbersAction({
  kind: 'process-exit',
  summary: 'End a process: its queues are closed, and its PASID is free.',
  kernel: 'do_exit, mm_pasid_drop (6.12)',
  params: { process: 'process' },
  step(draft, { process }) {
    for (const device of draft.devices.keys()) {
      if (fileOf(draft, process, device) !== NONE) close(draft, process, device);
    }
    draft.pasidOf[process - 1] = NONE;
    draft.register[process - 1] = NONE;
    return { kind: 'done' };
  },
});
