import { familyOf } from './ioasid-register-allocator.js';
import { idsOf } from './state.js';
import { defineIoasidAction, type IoasidOutcome } from './vocabulary.js';

/** A custom allocator goes, with its driver; the ids of its family go with the last one. */
export const ioasidUnregisterAllocator = defineIoasidAction({
  kind: 'ioasid-unregister-allocator',
  summary: 'Take a custom allocator away, and make the next one active if it was.',
  kernel: 'ioasid_unregister_allocator (6.1)',
  params: { allocator: 'allocator' },
  isPossible(state, { allocator }) {
    const own = familyOf(state, allocator);
    return own === undefined || own.members.length === 1 || !own.isSpoiled;
  },
  isLawful(state, { allocator }) {
    const own = familyOf(state, allocator);
    if (own === undefined) return true;
    const isLast = own.members.length === 1;
    return own.members.includes(allocator) && !(isLast && idsOf(own.entries).length > 0);
  },
  step(draft, { allocator }): IoasidOutcome {
    const { families } = draft;
    if (families.length === 0) return { kind: 'done', log: 'warn' };

    const family = draft.scope.families[allocator];
    const index = families.findIndex((known) => known.family === family);
    const own = families[index];
    if (own === undefined) return { kind: 'done' };
    if (own.members.length > 1) {
      // It may be the one the family is called through: that stays as it is.
      own.members = own.members.filter((member) => member !== allocator);
      return { kind: 'done' };
    }

    const areOrphaned = idsOf(own.entries).length > 0;
    families.splice(index, 1);
    const wasActive = index === 0;
    return {
      kind: 'done',
      ...(wasActive ? { log: 'info' } : {}),
      ...(areOrphaned ? { warned: true } : {}),
    };
  },
});
