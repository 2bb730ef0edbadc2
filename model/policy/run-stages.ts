import type { Stage } from '../argument/stage.js';
import type { LivenessId } from '../liveness/index.js';
import { owners, queue, twoDrivers } from './flip-stages.js';

/** What a device still waits for may be older than its driver. */
const replugged: Stage = {
  ...queue,
  scope: {
    ...queue.scope,
    name: 'replugged',
    about:
      'A process at a work queue whose device asks for pages, twice if need be, and may be pulled out and taken into use again.',
    alphabet: [
      'process-exit',
      'driver-probe',
      'wq-open',
      'file-close',
      'device-plug',
      'device-unplug',
      'page-request',
      'page-response',
      'drain-complete',
    ],
    countMax: 2,
  },
};

/** Where a claim about runs is asked: what begins there can come to its end, within the bounds. */
export const runStages: readonly {
  readonly stage: Stage;
  readonly claims: readonly LivenessId[];
}[] = [
  { stage: queue, claims: ['drain-ends', 'let-go-comes-free', 'everything-comes-back'] },
  { stage: replugged, claims: ['pending-is-answered'] },
  { stage: twoDrivers, claims: ['drain-ends', 'let-go-comes-free', 'everything-comes-back'] },
  { stage: owners, claims: ['kernel-gets-group-back'] },
];
