import { NO_PASID } from '#contract';
import { defineWitnessOf } from '#declaration';
import type { IoasidAction } from '../ioasid/actions.js';
import { entriesOf, type IoasidState, idsOf } from '../ioasid/state.js';
import { pasidOf } from '../ioasid/sva-alloc-pasid.js';
import type { IoasidInput, IoasidOutcome } from '../ioasid/vocabulary.js';

const defineWitness = defineWitnessOf<IoasidState, IoasidAction, IoasidInput, IoasidOutcome>();
const IN_6_1 = { profiles: ['linux-6.1-ioasid'] } as const;

/** The situations that must be reached, or a claim of this machine was checked in vain. */
export const ioasidWitnesses = [
  defineWitness({
    ...IN_6_1,
    id: 'custom-id-out',
    situation: 'A custom allocator has an id out while another family waits behind it.',
    reached: ({ after }) => after.families.length > 1 && idsOf(entriesOf(after)).length > 0,
  }),
  defineWitness({
    ...IN_6_1,
    id: 'two-mms-with-pasids',
    situation: 'Two address spaces have ids.',
    reached: ({ after }) => after.pasidOf.filter((id) => id !== NO_PASID).length > 1,
  }),
  defineWitness({
    ...IN_6_1,
    id: 'pasid-dropped',
    situation: 'An address space with an id is dropped.',
    reached: ({ before, action }) =>
      action.kind === 'mm-pasid-drop' && pasidOf(before, action.mm) !== NO_PASID,
  }),
  defineWitness({
    ...IN_6_1,
    id: 'first-of-family-left',
    situation: 'The allocator that a family began with leaves, and another of the family stays.',
    reached: ({ after }) =>
      after.families.some(({ members, calledThrough }) => !members.includes(calledThrough)),
  }),
  defineWitness({
    ...IN_6_1,
    id: 'callback-answered-twice',
    situation: 'A callback answers an id that is out, and is given it back.',
    reached: ({ input, outcome }) =>
      input.faults.length === 0 && outcome.kind !== 'illegal' && outcome.handedBack === true,
  }),
  defineWitness({
    ...IN_6_1,
    id: 'greatest-given',
    situation: 'The default allocator gives the greatest id of a range of more than one.',
    reached: ({ action, outcome }) =>
      action.kind === 'ioasid-alloc' &&
      outcome.kind === 'granted' &&
      outcome.asked === undefined &&
      outcome.id === action.max &&
      action.min < action.max,
  }),
  defineWitness({
    ...IN_6_1,
    id: 'other-set-refused',
    situation: 'A lookup names a set that the id is not in.',
    reached: ({ outcome }) => outcome.kind === 'refused' && outcome.errno === 'EACCES',
  }),
  defineWitness({
    ...IN_6_1,
    id: 'unknown-freed',
    situation: 'An id is freed that is not out.',
    reached: ({ before, action }) =>
      action.kind === 'ioasid-free' && entriesOf(before)[action.id] === undefined,
  }),
  defineWitness({
    ...IN_6_1,
    id: 'asked-again',
    situation: 'An address space that has an id asks for one again.',
    reached: ({ before, action, outcome }) =>
      action.kind === 'sva-alloc-pasid' &&
      pasidOf(before, action.mm) !== NO_PASID &&
      outcome.kind === 'granted',
  }),
  defineWitness({
    ...IN_6_1,
    id: 'allocator-changed',
    situation: 'The active family goes, and the next one is active.',
    reached: ({ before, after }) =>
      before.families.length > 1 && before.families[0]?.family !== after.families[0]?.family,
  }),
] as const;
