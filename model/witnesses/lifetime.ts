import { mmOfProcess } from '../outcomes/reasons.js';
import { defineWitness, everyProfile } from '../properties.js';
import { pasidOf, type State } from '../state/state.js';

/** Processes that leave an address space while a device still uses it. */
export const lifetimeWitnesses = [
  defineWitness({
    id: 'exit-while-bound',
    situation: 'A process exits while a device is bound to its address space, which stays.',
    profiles: everyProfile,
    reached: ({ action, before }) =>
      action.kind === 'process-exit' && isBound(before, mmOfProcess(before, action.process)),
  }),
  defineWitness({
    id: 'exec-while-bound',
    situation: 'A process executes a new image while a device is bound to its old address space.',
    profiles: everyProfile,
    reached: ({ action, before }) =>
      action.kind === 'process-exec' && isBound(before, mmOfProcess(before, action.process)),
  }),
  defineWitness({
    id: 'fork-of-bound-process',
    situation: 'A process forks while a device is bound to its address space.',
    profiles: everyProfile,
    reached: ({ action, before }) =>
      action.kind === 'process-fork' && isBound(before, mmOfProcess(before, action.process)),
  }),
  defineWitness({
    id: 'drop-by-unbind',
    situation: 'The last unbind drops an address space whose process is gone, and frees its PASID.',
    profiles: everyProfile,
    reached: ({ action, before, after }) => {
      if (action.kind !== 'sva-unbind') return false;
      const mm = before.svaHandles[action.handle]?.mm ?? -1;
      return pasidOf(before, mm) !== 0 && after.mms[mm]?.phase === 'absent';
    },
  }),
  defineWitness({
    id: 'drop-warned',
    situation: 'An address space is dropped whose PASID a stranger freed before.',
    profiles: ['linux-6.12'],
    callers: 'sloppy',
    reached: ({ action, outcome }) =>
      (action.kind === 'process-exit' || action.kind === 'sva-unbind') && 'warned' in outcome,
  }),
] as const;

const isBound = ({ svaDomains }: State, mm: number): boolean =>
  Object.values(svaDomains).some((domain) => domain.mm === mm);
