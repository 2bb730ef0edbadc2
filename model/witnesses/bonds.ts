import { defineWitness } from '../properties.js';
import { bondOf, pasidOf } from '../state.js';
import { failedAt, isRefusedWith } from '../transitions/reasons.js';

/** What binds meet on their way to a slot. */
export const bondWitnesses = [
  defineWitness({
    id: 'bond-shared',
    situation: 'One bond has two users.',
    reached: ({ action, after }) =>
      action.kind === 'sva-bind' && (bondOf(after, action.device, action.mm)?.users ?? 0) >= 2,
  }),
  defineWitness({
    id: 'mm-on-two-devices',
    situation: 'An address space is bound to two devices under its one PASID.',
    reached: ({ action, after }) =>
      action.kind === 'sva-bind' &&
      after.slots.filter((_, device) => bondOf(after, device, action.mm) !== undefined).length >= 2,
  }),
  defineWitness({
    id: 'eoverflow',
    situation: 'A device cannot express the PASID that an address space has from another device.',
    reached: (step) => isRefusedWith(step, 'EOVERFLOW'),
  }),
  defineWitness({
    id: 'id-reused-by-another-mm',
    // One step has no memory. A gap below an id in use shows, where the lowest free id is handed out,
    // that somebody else held this one before.
    situation: 'A bind gives an address space a PASID below one that is in use.',
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
    reached: ({ action, outcome, before, after }) =>
      action.kind === 'sva-bind' &&
      outcome.kind === 'refused' &&
      pasidOf(before, action.mm) === 0 &&
      pasidOf(after, action.mm) !== 0,
  }),
  defineWitness({
    id: 'rollback',
    situation: 'The IOMMU driver refuses a PASID, and the slot reserved for it is emptied again.',
    reached: (step) => step.outcome.kind === 'refused' && failedAt(step, 'set_dev_pasid'),
  }),
] as const;
