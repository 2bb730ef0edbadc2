import { defineWitness } from '../properties.js';
import { pasidEnd, pasidOf } from '../state.js';
import { failedAt, isRefusedWith } from '../transitions/reasons.js';

/** Who holds ids of the one pool, and what happens when none is left or none may be taken. */
export const poolWitnesses = [
  defineWitness({
    id: 'two-owner-kinds-at-once',
    situation: 'A kernel driver and an address space own PASIDs of the one pool at the same time.',
    reached: ({ after }) =>
      after.drivers.some(({ pasids }) => pasids.length > 0) &&
      after.mms.some((_, mm) => pasidOf(after, mm) !== 0),
  }),
  defineWitness({
    id: 'pool-exhausted',
    situation: 'Every PASID that any device can express is allocated.',
    reached: ({ after }) => after.pool.allocatedCount === pasidEnd(after.topology) - 1,
  }),
  defineWitness({
    id: 'starved-device',
    situation:
      'A device finds every PASID of its range taken although none of its slots is occupied.',
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'sva-bind' || !isRefusedWith(step, 'ENOSPC')) return false;
      return !failedAt(step, 'ida_alloc_range') && isEmpty(before.slots[action.device]!);
    },
  }),
  defineWitness({
    id: 'foreign-free-refused',
    situation: 'A kernel driver tries to free a PASID that is allocated and not its own.',
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'pasid-free-global' || !isRefusedWith(step, 'EPERM')) return false;
      return before.pool.chargedTo[action.pasid] !== undefined;
    },
  }),
  defineWitness({
    id: 'memory-refused',
    situation: 'A bind finds no memory.',
    reached: (step) => isRefusedWith(step, 'ENOMEM'),
  }),
  defineWitness({
    id: 'refused',
    situation: 'A call is refused.',
    reached: ({ outcome }) => outcome.kind === 'refused',
  }),
] as const;

function isEmpty(slots: Readonly<Record<number, unknown>>): boolean {
  for (const _ in slots) return false;
  return true;
}
