import { done, refused } from '../outcome.js';
import { fileOfKind, usesFile } from '../state/holders.js';
import { defineAction } from '../vocabulary.js';
import { attachedUnder, mayName } from './holding.js';

/** A guest counts its PASIDs as it likes; the map says which of the host each of them is. */
export const guestBind = defineAction({
  kind: 'guest-bind',
  summary: 'Let a PASID of the guest stand for an attached one of the host.',
  kernel: 'none in 6.12; ioasid_attach_spid of the series of Feb 2021',
  params: { process: 'process', file: 'file', guest: 'guest-pasid', pasid: 'pasid' },
  actions: 'whole',
  faults: ['kzalloc_guest_pasid'],

  isPossible: (state, use) => usesFile(state, use, 'vfio'),

  step(draft, use, circumstances) {
    if (!mayName(draft, use)) return refused('EPERM');
    const { file, guest, pasid } = use;
    const { guestMap } = fileOfKind(draft, file, 'vfio');
    if (guestMap[guest] !== undefined) return refused('EINVAL');
    if (attachedUnder(draft, use) === undefined) return refused('ENOENT');
    // Two names for one PASID would make the answer to a request ambiguous.
    if (Object.values(guestMap).includes(pasid)) return refused('EBUSY');
    if (circumstances.fails('kzalloc_guest_pasid')) return refused('ENOMEM');
    guestMap[guest] = pasid;
    return done;
  },
});
