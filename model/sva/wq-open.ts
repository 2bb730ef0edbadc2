import { mayOpen, openFile } from '../files/open.js';
import { opened, refused } from '../outcome.js';
import { runningProcess } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { BIND_FAULTS, bind, bindChoices } from './bind.js';

/** Who has a work queue open may hand its own pointers to the device. */
export const wqOpen = defineAction({
  kind: 'wq-open',
  summary: 'Open the work queue of a device and bind the address space of the opener to it.',
  kernel: 'idxd_cdev_open (6.12), for a shared work queue',
  params: { process: 'process', device: 'device' },
  actions: 'whole',
  faults: ['alloc_empty_file', ...BIND_FAULTS],

  isPossible: ({ processes }, { process }) => processes[process]!.phase === 'running',

  step(draft, { process, device }, circumstances) {
    const errno = mayOpen(
      draft,
      process,
      ({ workQueues }) => workQueues.includes(device),
      circumstances,
    );
    if (errno !== undefined) return refused(errno);
    // A driver that leaves takes its character devices along, and so does a device.
    if (!draft.drivers[device]!.isBound) return refused('ENODEV');

    const { mm } = runningProcess(draft, process);
    const answer = bind(draft, device, mm, circumstances);
    if (answer.kind !== 'bound') return answer;
    const { handle, pasid } = answer;
    return opened(openFile(draft, process, { kind: 'work-queue', device, mm, handle }), pasid);
  },

  choices(state, { process, device }) {
    const opener = state.processes[process]!;
    return opener.phase === 'running' ? bindChoices(state, device, opener.mm) : [];
  },
});
