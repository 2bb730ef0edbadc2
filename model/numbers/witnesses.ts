import { defineWitnessOf } from '#declaration';
import type { NumbersAction } from './actions.js';
import { NONE, NUMBERS_SCOPES } from './scope.js';
import { freeInTable, type NumbersState } from './state.js';
import type { NumbersInput, NumbersOutcome } from './vocabulary.js';

const defineWitness = defineWitnessOf<NumbersState, NumbersAction, NumbersInput, NumbersOutcome>();
const EVERYWHERE = { profiles: Object.keys(NUMBERS_SCOPES) } as const;

/** The situations that must be reached, or a claim was checked in vain. */
export const numbersWitnesses = [
  defineWitness({
    ...EVERYWHERE,
    id: 'small-device-full',
    situation: 'The first device, which is the smallest, has no PASID left in its table.',
    reached: ({ after }) => freeInTable(after, 0).length === 0,
  }),
  defineWitness({
    ...EVERYWHERE,
    id: 'closed',
    situation: 'A process closes a device that another has open.',
    reached: ({ before, action }) =>
      action.kind === 'queue-close' && openersOf(before, action.device) > 1,
  }),
  defineWitness({
    ...EVERYWHERE,
    id: 'opened-twice',
    situation: 'A process has two devices open.',
    reached: ({ after: { devices, pasidOf } }) =>
      pasidOf.some((_, index) => devices.every(({ files }) => files[index] !== NONE)),
  }),
  defineWitness({
    ...EVERYWHERE,
    id: 'refused-by-device',
    situation: 'A device refuses a PASID that it was to be told.',
    reached: ({ outcome }) => outcome.kind === 'refused' && outcome.errno === 'EIO',
  }),
  defineWitness({
    ...EVERYWHERE,
    id: 'two-on-one-device',
    situation: 'A process submits work to a device that another has open, too.',
    reached: ({ before, action, outcome }) =>
      action.kind === 'submit' &&
      outcome.kind === 'reached' &&
      openersOf(before, action.device) > 1,
  }),
] as const;

function openersOf({ devices }: NumbersState, device: number): number {
  return devices[device]!.files.filter((pasid) => pasid !== NONE).length;
}
