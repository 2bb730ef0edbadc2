import { failedAt, isRefusedWith } from '../outcomes/reasons.js';
import { defineWitness, everyProfile, type ModelStep } from '../properties.js';
import { pasidEnd } from '../state/members.js';
import { groupOf, hasOccupiedSlot, pasidOf } from '../state/state.js';

/** Who holds ids of the one pool, and what happens when none is left or none may be taken. */
export const poolWitnesses = [
  defineWitness({
    id: 'two-owner-kinds-at-once',
    situation: 'A kernel driver and an address space own PASIDs of the one pool at the same time.',
    profiles: everyProfile,
    reached: ({ after }) =>
      after.drivers.some(({ pasids }) => pasids.length > 0) &&
      after.mms.some((_, mm) => pasidOf(after, mm) !== 0),
  }),
  defineWitness({
    id: 'pool-exhausted',
    situation: 'Every PASID that any device can express is allocated.',
    profiles: everyProfile,
    reached: ({ after }) => after.pool.allocatedCount === pasidEnd(after.topology) - 1,
  }),
  defineWitness({
    id: 'starved-device',
    situation:
      'A device finds every PASID of its range taken although no slot of its group is occupied.',
    profiles: everyProfile,
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'sva-bind' || !isRefusedWith(step, 'ENOSPC')) return false;
      const isCapable = before.topology.devices[action.device]!.maxPasids > 0;
      const group = before.groups[groupOf(before, action.device) ?? -1];
      if (!isCapable || group === undefined) return false;
      return !failedAt(step, 'ida_alloc_range') && !hasOccupiedSlot(group);
    },
  }),
  defineWitness({
    id: 'incapable-device-refused',
    situation: 'A device that cannot tag its DMA is to be bound.',
    profiles: everyProfile,
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'sva-bind' || !isRefusedWith(step, 'ENOSPC')) return false;
      return before.topology.devices[action.device]!.maxPasids === 0;
    },
  }),
  defineWitness({
    id: 'memory-refused',
    situation: 'A bind finds no memory.',
    profiles: everyProfile,
    reached: (step) => isRefusedWith(step, 'ENOMEM'),
  }),
  defineWitness({
    id: 'refused',
    situation: 'A call is refused.',
    profiles: everyProfile,
    reached: ({ outcome }) => outcome.kind === 'refused',
  }),
  defineWitness({
    id: 'foreign-free-refused',
    situation: 'A kernel driver tries to free a PASID that is allocated and not its own.',
    profiles: ['reference'],
    reached: (step) => isForeignFree(step) && isRefusedWith(step, 'EPERM'),
  }),
  defineWitness({
    id: 'attached-id-condemned',
    situation:
      'A kernel driver frees a PASID of its own that is still attached, and it is condemned.',
    profiles: ['reference'],
    reached: ({ action, after }) =>
      action.kind === 'pasid-free-global' && after.pool.letGo[action.pasid] === true,
  }),
  defineWitness({
    id: 'foreign-free',
    situation: 'A kernel driver frees a PASID that is allocated and not its own.',
    profiles: ['linux-6.12'],
    callers: 'sloppy',
    reached: (step) => isForeignFree(step) && step.outcome.kind === 'done',
  }),
  defineWitness({
    id: 'double-free',
    situation: 'A kernel driver frees a PASID of its own that was freed before.',
    profiles: ['linux-6.12'],
    callers: 'sloppy',
    reached: ({ action, outcome, before }) =>
      action.kind === 'pasid-free-global' &&
      outcome.kind === 'done' &&
      outcome.warned === true &&
      before.drivers[action.device]!.pasids.includes(action.pasid),
  }),
] as const;

function isForeignFree({ action, before }: ModelStep): boolean {
  if (action.kind !== 'pasid-free-global') return false;
  const isAllocated = before.pool.chargedTo[action.pasid] !== undefined;
  return isAllocated && !before.drivers[action.device]!.pasids.includes(action.pasid);
}
