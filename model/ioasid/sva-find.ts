import { svaSetOf } from './scope.js';
import { entriesOf } from './state.js';
import { defineIoasidAction } from './vocabulary.js';

/** The address space behind the id of a page request, which must be used by somebody still. */
export const svaFind = defineIoasidAction({
  kind: 'sva-find',
  summary:
    'Look up the address space of an id, and take a use of it if there is one left to share.',
  kernel: 'iommu_sva_find (6.1)',
  params: { id: 'id', hasUsers: 'has-users' },
  isPossible(state, { id }) {
    const entry = entriesOf(state)[id];
    // Data of its callers, or none: the kernel would take it for an address space.
    return entry?.set !== svaSetOf(state.scope) || entry.data > state.scope.data;
  },
  step(draft, { id, hasUsers }) {
    const entry = entriesOf(draft)[id];
    if (entry === undefined) return { kind: 'refused', errno: 'ENOENT' };
    if (entry.set !== svaSetOf(draft.scope)) return { kind: 'refused', errno: 'EACCES' };
    return hasUsers === 0 ? { kind: 'null' } : { kind: 'found', data: entry.data };
  },
});
