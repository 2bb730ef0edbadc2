import { defineWitness } from '../properties.js';
import { bondOf, pasidOf, type State } from '../state.js';

/** Processes that leave an address space while a device still uses it. */
export const lifetimeWitnesses = [
  defineWitness({
    id: 'exit-while-bound',
    situation: 'A process exits while a device is bound to its address space, which stays.',
    reached: ({ action, before }) =>
      action.kind === 'process-exit' && isBound(before, mmOf(before, action.process)),
  }),
  defineWitness({
    id: 'exec-while-bound',
    situation: 'A process executes a new image while a device is bound to its old address space.',
    reached: ({ action, before }) =>
      action.kind === 'process-exec' && isBound(before, mmOf(before, action.process)),
  }),
  defineWitness({
    id: 'fork-of-bound-process',
    situation: 'A process forks while a device is bound to its address space.',
    reached: ({ action, before }) =>
      action.kind === 'process-fork' && isBound(before, mmOf(before, action.process)),
  }),
  defineWitness({
    id: 'drop-by-unbind',
    situation: 'The last unbind drops an address space whose process is gone, and frees its PASID.',
    reached: ({ action, before, after }) =>
      action.kind === 'sva-unbind' && pasidOf(before, action.mm) !== 0 && !isLive(after, action.mm),
  }),
] as const;

const isBound = (state: State, mm: number): boolean =>
  state.slots.some((_, device) => bondOf(state, device, mm) !== undefined);

const isLive = ({ mms }: State, mm: number): boolean => mms[mm]!.phase === 'live';

/** The address space of a process; -1, which is none, where the process does not run. */
function mmOf({ processes }: State, process: number): number {
  const running = processes[process]!;
  return running.phase === 'running' ? running.mm : -1;
}
