import { letGo } from '../allocator/let-go.js';
import { strike } from '../allocator/record.js';
import { done, refused } from '../outcome.js';
import { fileOfKind, usesFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';

/** Who holds the file may free what it holds; where it is still attached it is only let go. */
export const devSvaFree = defineAction({
  kind: 'dev-sva-free',
  summary: 'Let go of a PASID that a /dev/sva file holds.',
  kernel: 'none; the /dev/sva of the argument',
  params: { process: 'process', file: 'file', pasid: 'pasid' },
  actions: 'whole',

  isPossible: (state, use) => usesFile(state, use, 'dev-sva'),

  step(draft, { file, pasid }) {
    const { pasids } = fileOfKind(draft, file, 'dev-sva');
    if (!pasids.includes(pasid)) return refused('EPERM');
    strike(pasids, pasid);
    letGo(draft, pasid);
    return done;
  },
});
