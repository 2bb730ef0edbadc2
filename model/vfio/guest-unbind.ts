import { done, refused } from '../outcome.js';
import { fileOfKind, usesFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';

/** The guest gives up one of its PASIDs; that of the host stays attached until it is detached. */
export const guestUnbind = defineAction({
  kind: 'guest-unbind',
  summary: 'Let a PASID of the guest stand for nothing any more.',
  kernel: 'none in 6.12; ioasid_detach_spid of the series of Feb 2021',
  params: { process: 'process', file: 'file', guest: 'guest-pasid' },
  actions: 'whole',

  isPossible: (state, use) => usesFile(state, use, 'vfio'),

  step(draft, { file, guest }) {
    const { guestMap } = fileOfKind(draft, file, 'vfio');
    if (guestMap[guest] === undefined) return refused('ENOENT');
    delete guestMap[guest];
    return done;
  },
});
