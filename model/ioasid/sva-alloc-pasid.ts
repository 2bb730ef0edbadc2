import { INVALID_IOASID, NO_PASID } from '#contract';
import { ALLOCATE_FAULTS, allocate, allocateChoices, type Range } from './allocate.js';
import { dataOfMm, type IoasidScope, svaSetOf } from './scope.js';
import { type IoasidState } from './state.js';
import { defineIoasidAction, NO_FAULT } from './vocabulary.js';

/** An SVA driver asks for the one id of an address space. */
export const svaAllocPasid = defineIoasidAction({
  kind: 'sva-alloc-pasid',
  summary: 'Give an address space an id from min to max, both included, or find the one it has.',
  kernel: 'iommu_sva_alloc_pasid (6.1)',
  params: { mm: 'mm', min: 'min', max: 'max' },
  faults: ALLOCATE_FAULTS,
  choices: (state, { mm, ...range }) =>
    isRange(range) && pasidOf(state, mm) === NO_PASID ? allocateChoices(state, range) : [NO_FAULT],
  step(draft, { mm, ...range }, circumstances) {
    if (!isRange(range)) return { kind: 'refused', errno: 'EINVAL' };

    const id = pasidOf(draft, mm);
    if (id !== NO_PASID) {
      return isWithin(draft.scope, id, range)
        ? { kind: 'granted', id }
        : { kind: 'refused', errno: 'EOVERFLOW' };
    }

    const { scope } = draft;
    const entry = { set: svaSetOf(scope), data: dataOfMm(scope, mm) };
    const outcome = allocate(draft, range, entry, circumstances);
    if (outcome.kind === 'granted') draft.pasidOf[mm - 1] = outcome.id;
    return outcome.kind === 'no-id' ? { ...outcome, kind: 'refused', errno: 'ENOMEM' } : outcome;
  },
});

/** The id of an address space. */
export const pasidOf = (state: IoasidState, mm: number): number => state.pasidOf[mm - 1]!;

/** A range that an address space may be given an id from: 0 stands for DMA without one. */
const isRange = ({ min, max }: Range): boolean =>
  min !== NO_PASID && max >= min && max !== INVALID_IOASID;

/**
 * Whether the id that an address space has will do. 6.1 takes the bound for the first that will not,
 * although it is included, and so refuses the greatest id to whom it has given it (B06).
 */
function isWithin({ greatest }: IoasidScope, id: number, { min, max }: Range): boolean {
  return id >= min && (greatest === 'given' ? id <= max : id < max);
}
