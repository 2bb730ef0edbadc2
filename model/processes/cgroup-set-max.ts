import { ROOT_CGROUP } from '#contract';
import { isCharging } from '../allocator/quota.js';
import { ledger } from '../ledger/ledger.js';
import { refused } from '../outcome.js';
import { PASID_RESOURCE } from '../state/state.js';
import { defineAction } from '../vocabulary.js';

/** A limit binds the charges to come and evicts nothing. */
export const cgroupSetMax = defineAction({
  kind: 'cgroup-set-max',
  summary: 'Limit how many PASIDs the subtree of a cgroup may hold.',
  kernel: 'misc_cg_max_write (6.12)',
  params: { cgroup: 'cgroup', max: 'limit' },

  isPossible: ({ topology }) => isCharging(topology),

  step(draft, { cgroup, max }) {
    // The root has no such file (CFTYPE_NOT_ON_ROOT in misc_cg_files, 6.12).
    if (cgroup === ROOT_CGROUP) return refused('ENOENT');
    return ledger.setMax(draft.ledger, PASID_RESOURCE, cgroup, max);
  },
});
