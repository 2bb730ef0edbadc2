import { NONE } from './scope.js';
import { fileOf } from './state.js';
import { defineNumbersAction } from './vocabulary.js';

/** A process submits work to a queue that it has open; the device uses memory for it. */
export const submit = defineNumbersAction({
  kind: 'submit',
  summary:
    'Submit work to a queue: the device uses the memory that the PASID in the work leads to.',
  kernel:
    'ENQCMD and MSR IA32_PASID for shared queues; wqcfg.pasid for dedicated ones (idxd, 6.12)',
  params: { process: 'process', device: 'device' },
  isPossible: (state, { process, device }) => fileOf(state, process, device) !== NONE,
  step(draft, { process, device }) {
    const { scope, register, devices } = draft;
    const pasid =
      scope.queues === 'shared' ? register[process - 1]! : fileOf(draft, process, device);
    const reached = devices[device]!.hardware[pasid];
    return reached === undefined ? { kind: 'faulted' } : { kind: 'reached', process: reached };
  },
});
