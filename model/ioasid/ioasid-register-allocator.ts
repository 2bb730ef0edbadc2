import { type IoasidState, idsOf } from './state.js';
import { defineIoasidAction, NO_FAULT } from './vocabulary.js';

/** A custom allocator comes: ids are no longer the kernel's own to choose. */
export const ioasidRegisterAllocator = defineIoasidAction({
  kind: 'ioasid-register-allocator',
  summary: 'Add a custom allocator, behind those that are registered.',
  kernel: 'ioasid_register_allocator (6.1)',
  params: { allocator: 'allocator' },
  faults: ['kzalloc'],
  choices: () => [NO_FAULT, { faults: ['kzalloc'] }],
  isPossible(state, { allocator }) {
    const own = familyOf(state, allocator);
    return own?.members.includes(allocator) !== true || own.calledThrough === allocator;
  },
  step(draft, { allocator }, circumstances) {
    if (circumstances.fails('kzalloc')) return { kind: 'refused', errno: 'ENOMEM' };
    if (draft.families.length === 0 && idsOf(draft.byDefault).length > 0) {
      return { kind: 'refused', errno: 'EAGAIN', log: 'warn' };
    }

    const family = draft.scope.families[allocator]!;
    const own = draft.families.find((known) => known.family === family);
    if (own === undefined) {
      draft.families.push({
        family,
        calledThrough: allocator,
        members: [allocator],
        isSpoiled: false,
        entries: {},
      });
      return { kind: 'done' };
    }
    if (own.calledThrough === allocator) {
      // The list entry is chained into the record of this call before anybody looks for an old one.
      own.isSpoiled ||= own.members.includes(allocator);
      return { kind: 'refused', errno: 'EEXIST', log: 'err' };
    }
    own.members.push(allocator);
    return { kind: 'done' };
  },
});

/** The family of an allocator, if it has a member that is registered. */
export function familyOf({ scope, families }: IoasidState, allocator: number) {
  return families.find(({ family }) => family === scope.families[allocator]);
}
