import { NO_HANDLE } from '#contract';
import { failedAt, groupNamed, isRefusedWith } from '../outcomes/reasons.js';
import { defineWitness, everyProfile, type ModelStep } from '../properties.js';
import { groupByTopology } from '../relations/members.js';
import { targetOf } from '../relations/targets.js';
import { pasidOf } from '../state/state.js';

/** What binds meet on their way to a slot. */
export const bondWitnesses = [
  defineWitness({
    id: 'bond-shared',
    situation: 'One bond has two users.',
    profiles: everyProfile,
    reached: (step) => (handleBound(step)?.users ?? 0) >= 2,
  }),
  defineWitness({
    id: 'group-shares-handle',
    situation:
      'A device is answered the handle that a bind through another device of its group made.',
    profiles: everyProfile,
    reached: (step) =>
      'device' in step.action &&
      (handleBound(step)?.device ?? step.action.device) !== step.action.device,
  }),
  defineWitness({
    id: 'mm-on-two-devices',
    situation: 'An address space is bound in two groups under its one PASID.',
    profiles: everyProfile,
    reached: ({ action, after }) =>
      action.kind === 'sva-bind' &&
      after.groups.filter(({ slots }) => {
        const target = after.svaDomains[slots[pasidOf(after, action.mm)]?.domain ?? 0];
        return target?.mm === action.mm;
      }).length >= 2,
  }),
  defineWitness({
    id: 'domain-shared',
    situation: 'Two groups use one SVA domain.',
    profiles: everyProfile,
    reached: ({ after }) => Object.values(after.svaDomains).some(({ users }) => users >= 2),
  }),
  defineWitness({
    id: 'second-domain',
    situation: 'No SVA domain that an address space has can be attached, so a new one is made.',
    profiles: everyProfile,
    reached: ({ after }) => after.mms.some((mm) => mm.phase === 'live' && mm.domains.length >= 2),
  }),
  defineWitness({
    id: 'eoverflow',
    situation: 'A device cannot express the PASID that an address space has from another device.',
    profiles: everyProfile,
    reached: (step) => isRefusedWith(step, 'EOVERFLOW'),
  }),
  defineWitness({
    id: 'bind-refused-by-member',
    situation: 'A device can express the PASID, and a smaller member of its group cannot.',
    profiles: everyProfile,
    reached: (step) => step.action.kind === 'sva-bind' && isRefusedWith(step, 'EINVAL'),
  }),
  defineWitness({
    id: 'bind-without-group',
    situation: 'A device that is in no group is to be bound.',
    profiles: everyProfile,
    reached: (step) => step.action.kind === 'sva-bind' && isRefusedWith(step, 'ENODEV'),
  }),
  defineWitness({
    id: 'bind-meets-foreign-slot',
    situation:
      'The slot at the PASID of an address space holds the domain of a driver, or is reserved.',
    // The reference lets a driver attach only at PASIDs of its own, which are nobody else's.
    profiles: ['linux-6.12'],
    reached: (step) =>
      step.action.kind === 'sva-bind' &&
      isRefusedWith(step, 'EBUSY') &&
      !failedAt(step, 'arch_pgtable_dma_compat'),
  }),
  defineWitness({
    id: 'id-reused-by-another-mm',
    // One step has no memory. A gap below an id in use shows, where the lowest free id is handed out,
    // that somebody else held this one before.
    situation: 'A bind gives an address space a PASID below one that is in use.',
    profiles: everyProfile,
    reached: ({ action, before, after }) => {
      if (action.kind !== 'sva-bind' || pasidOf(before, action.mm) !== 0) return false;
      const given = pasidOf(after, action.mm);
      if (given === 0) return false;
      for (const key in before.pool.chargedTo) if (Number(key) > given) return true;
      return false;
    },
  }),
  defineWitness({
    id: 'failed-bind-keeps-id',
    situation: 'A bind fails after it gave the address space a PASID, which stays.',
    profiles: everyProfile,
    reached: ({ action, outcome, before, after }) =>
      action.kind === 'sva-bind' &&
      outcome.kind === 'refused' &&
      pasidOf(before, action.mm) === 0 &&
      pasidOf(after, action.mm) !== 0,
  }),
  defineWitness({
    id: 'slot-detached-under-handle',
    situation: 'A driver detaches the slot of a bond that is still in use.',
    profiles: everyProfile,
    callers: 'sloppy',
    reached: (step) => {
      const { action, before } = step;
      const group = groupNamed(step);
      if (action.kind !== 'pasid-detach' || group === null) return false;
      const slot = before.groups[group]!.slots[action.pasid];
      return (
        slot !== undefined && slot.handle !== NO_HANDLE && targetOf(before, slot.domain) === 'mm'
      );
    },
  }),
  defineWitness({
    id: 'unbind-outside-slot',
    situation: 'The last unbind of a bond finds its slot empty, or another handle in it.',
    profiles: everyProfile,
    callers: 'sloppy',
    reached: ({ action, before, after }) => {
      if (action.kind !== 'sva-unbind' || after.svaHandles[action.handle] !== undefined)
        return false;
      const handle = before.svaHandles[action.handle];
      if (handle === undefined) return false;
      const slots = before.groups[groupByTopology(before, handle.device)]?.slots;
      return slots?.[pasidOf(before, handle.mm)]?.handle !== action.handle;
    },
  }),
] as const;

/** The handle that a bind was answered, as it is afterwards. */
function handleBound({ action, outcome, after }: ModelStep) {
  if (action.kind !== 'sva-bind' || outcome.kind !== 'bound') return undefined;
  return after.svaHandles[outcome.handle];
}
