import { NO_PASID } from '#contract';
import { defineInvariantOf } from '#declaration';
import { dataOfMm, svaSetOf } from '../ioasid/scope.js';
import { entriesOf, type IoasidState, idsOf } from '../ioasid/state.js';

const defineInvariant = defineInvariantOf<IoasidState>();

/** What the claims of this machine have in common. */
const OF_6_1 = { profiles: ['linux-6.1-ioasid'] } as const;

/** One space of ids at a time. */
const onlyActiveHasIds = defineInvariant({
  ...OF_6_1,
  id: 'only-active-has-ids',
  claim: 'Ids are out at the active allocator only.',
  why: 'Lookups and frees ask the active one alone: an id of another could be given out again, and never be freed.',
  kernel: 'ioasid_register_allocator, ioasid_unregister_allocator (6.1)',
  facts: ['I01'],
  callers: 'any',
  antecedent: 'custom-id-out',
  violation({ byDefault, families }) {
    const isHidden = (entries: object): boolean => Object.keys(entries).length > 0;
    if (families.length > 0 && isHidden(byDefault)) {
      return { reason: 'the default allocator has ids out', at: ['default'] };
    }
    const hidden = families.slice(1).find(({ entries }) => isHidden(entries));
    if (hidden === undefined) return undefined;
    return { reason: `family ${hidden.family} has ids out`, at: [`family${hidden.family}`] };
  },
});

/** The id of an address space is its own. */
const mmPasidIsOut = defineInvariant({
  ...OF_6_1,
  id: 'mm-pasid-is-out',
  claim: 'The id of an address space is out, in the set of SVA, and leads back to it.',
  why: 'A page request under that id would be answered from the memory of another process, or of none.',
  kernel: 'iommu_sva_alloc_pasid, iommu_sva_find (6.1)',
  facts: ['I01', 'I12'],
  callers: 'lawful',
  antecedent: 'two-mms-with-pasids',
  violation(state) {
    const { scope, pasidOf } = state;
    for (const [index, id] of pasidOf.entries()) {
      if (id === NO_PASID) continue;
      const mm = index + 1;
      const entry = entriesOf(state)[id];
      if (entry?.set === svaSetOf(scope) && entry.data === dataOfMm(scope, mm)) continue;
      return { reason: `id ${id} of mm${mm} does not lead back to it`, at: [`mm${mm}`, `id${id}`] };
    }
    return undefined;
  },
});

/** Nothing is lost with the address spaces. */
const svaIdHasMm = defineInvariant({
  ...OF_6_1,
  id: 'sva-id-has-mm',
  claim: 'Each id in the set of SVA is that of an address space.',
  why: 'Nobody would free it: ids would run out, one for each process that ended.',
  kernel: 'iommu_sva_alloc_pasid, mm_pasid_drop (6.1)',
  facts: ['L1'],
  callers: 'any',
  antecedent: 'pasid-dropped',
  violation(state) {
    const set = svaSetOf(state.scope);
    const lost = idsOf(entriesOf(state)).find(
      (id) => entriesOf(state)[id]!.set === set && !state.pasidOf.includes(id),
    );
    if (lost === undefined) return undefined;
    return { reason: `id ${lost} is of no address space`, at: [`id${lost}`] };
  },
});

/** A family is called through one of its own. */
export const calledThroughRegistered = defineInvariant({
  id: 'called-through-registered',
  claim: 'The allocator that a family is called through is registered.',
  why: 'Its driver has gone, and with it the private data that its functions are given: a use after free.',
  kernel: 'ioasid_unregister_allocator (6.1)',
  facts: [],
  // 6.1 does not keep it: seen in the source and in a recording, and called a bug by nobody.
  profiles: [],
  callers: 'lawful',
  antecedent: 'first-of-family-left',
  violation({ families }) {
    const orphan = families.find(({ members, calledThrough }) => !members.includes(calledThrough));
    if (orphan === undefined) return undefined;
    const { family, calledThrough } = orphan;
    return {
      reason: `family ${family} is called through c${calledThrough}, which is not registered`,
      at: [`c${calledThrough}`],
    };
  },
});

/** What 6.1 keeps in every state. */
export const ioasidInvariants = [onlyActiveHasIds, mmPasidIsOut, svaIdHasMm] as const;
