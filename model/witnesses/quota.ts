import { UNLIMITED } from '#contract';
import { isQuotaRefusal, refusingLevel } from '../outcomes/reasons.js';
import { defineWitness } from '../properties.js';
import { cgroupOfUser } from '../state/holders.js';
import { pasidOf, pasidRows } from '../state/state.js';

/** Where limits refuse, and where charges stand apart from the processes they were made for. */
export const quotaWitnesses = [
  defineWitness({
    id: 'quota-refused',
    situation: 'A limit refuses a bind.',
    profiles: ['reference'],
    reached: isQuotaRefusal,
  }),
  defineWitness({
    id: 'quota-refused-at-ancestor',
    situation: 'The cgroup of a process has room, and a cgroup above it refuses.',
    profiles: ['reference'],
    reached: (step) => {
      const { action, before } = step;
      if (action.kind !== 'sva-bind' || !isQuotaRefusal(step)) return false;
      return refusingLevel(step) !== cgroupOfUser(before, action.mm);
    },
  }),
  defineWitness({
    id: 'usage-above-lowered-max',
    situation: 'A limit is set below the usage it meets, and nothing is evicted.',
    profiles: ['reference'],
    reached: ({ action, after }) => {
      if (action.kind !== 'cgroup-set-max') return false;
      const { current, max } = pasidRows(after)[action.cgroup]!;
      return max !== UNLIMITED && current > max;
    },
  }),
  defineWitness({
    id: 'charge-outlives-migration',
    situation: 'A process runs in one cgroup while its PASID is charged to another.',
    profiles: ['reference'],
    reached: ({ after }) =>
      after.processes.some((process) => {
        if (process.phase !== 'running') return false;
        const charged = after.pool.chargedTo[pasidOf(after, process.mm)];
        return charged !== undefined && charged !== process.cgroup;
      }),
  }),
  defineWitness({
    id: 'uncharge',
    situation: 'A charge is given back.',
    profiles: ['reference'],
    reached: ({ before, after }) => {
      const old = pasidRows(before);
      return pasidRows(after).some(({ current }, cgroup) => current < old[cgroup]!.current);
    },
  }),
] as const;
