import { allocatePasid, freePasids } from '../allocator/pool.js';
import { payerOf } from '../allocator/quota.js';
import { note } from '../allocator/record.js';
import { refused } from '../outcome.js';
import { fileOfKind, ownsDevice, runningProcess, usesFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';

/**
 * User space takes a PASID that fits a device, be that its own or not. Whoever calls is charged, not
 * whoever opened the file: a file that is passed on does not take a quota along.
 */
export const devSvaAlloc = defineAction({
  kind: 'dev-sva-alloc',
  summary: 'Allocate a PASID for a /dev/sva file, in the range of a device.',
  kernel: 'none; the /dev/sva of the argument',
  params: { process: 'process', file: 'file', device: 'device' },
  actions: 'whole',
  faults: ['ida_alloc_range'],

  isPossible: (state, use) => usesFile(state, use, 'dev-sva'),

  step(draft, { process, file, device }, circumstances) {
    const { devSvaBy } = draft.topology.policy;
    if (devSvaBy === 'device-owner' && !ownsDevice(draft, process, device)) return refused('EPERM');

    const payer = payerOf(runningProcess(draft, process), 'dev-sva');
    const answer = allocatePasid(draft, device, payer, circumstances);
    if (answer.kind === 'granted') note(fileOfKind(draft, file, 'dev-sva').pasids, answer.pasid);
    return answer;
  },

  choices: (state, { device }) => freePasids(state, device).map((pasid) => ({ pasid, faults: [] })),
});
