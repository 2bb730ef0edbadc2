import { NO_PASID } from '#contract';
import { defineTransitionInvariantOf } from '#declaration';
import type { IoasidAction } from '../ioasid/actions.js';
import { lowestFree } from '../ioasid/allocate.js';
import { NOTHING } from '../ioasid/scope.js';
import { askedAllocator, entriesOf, type IoasidState } from '../ioasid/state.js';
import { pasidOf } from '../ioasid/sva-alloc-pasid.js';
import type { IoasidInput, IoasidOutcome } from '../ioasid/vocabulary.js';

const defineClaim = defineTransitionInvariantOf<
  IoasidState,
  IoasidAction,
  IoasidInput,
  IoasidOutcome
>();

/** What the claims of this machine have in common. */
const OF_6_1 = { profiles: ['linux-6.1-ioasid'], callers: 'any' } as const;

/** One owner at a time. */
const givenIdWasFree = defineClaim({
  ...OF_6_1,
  id: 'given-id-was-free',
  claim: 'An id that is given out was not out, whatever a callback answered.',
  why: 'Two owners would share an id, and a device could not tell their memory apart.',
  kernel: 'ioasid_alloc (6.1)',
  facts: ['I01'],
  antecedent: 'callback-answered-twice',
  violation({ before, action, outcome }) {
    if (outcome.kind !== 'granted' || isAskedAgain(before, action)) return undefined;
    if (entriesOf(before)[outcome.id] === undefined) return undefined;
    return { reason: `id ${outcome.id} was out`, at: [`id${outcome.id}`] };
  },
});

/** Both bounds are ids that can be had. */
const lowestOfRange = defineClaim({
  ...OF_6_1,
  id: 'lowest-of-range',
  claim:
    'The default allocator gives the lowest free id of the range, both bounds included, and none only if none is free or memory is short.',
  why: 'A device that is asked for an id beyond its range indexes past its table; an id that is never given is lost.',
  kernel: 'ioasid_alloc, default_alloc (6.1)',
  facts: ['I05'],
  antecedent: 'greatest-given',
  violation({ before, action, input, outcome }) {
    if (action.kind !== 'ioasid-alloc') return undefined;
    if (askedAllocator(before) !== undefined || input.faults.length > 0) return undefined;
    const lowest = lowestFree(entriesOf(before), action);
    const given = outcome.kind === 'granted' ? outcome.id : undefined;
    if (given === lowest) return undefined;
    return { reason: `${given ?? 'no id'}, not ${lowest ?? 'none'}`, at: [`id${lowest}`] };
  },
});

/** A lookup stays in its set. */
const findStaysInSet = defineClaim({
  ...OF_6_1,
  id: 'find-stays-in-set',
  claim: 'A lookup that names a set answers data of that set only.',
  why: 'A driver would take the pointer of another for its own.',
  kernel: 'ioasid_find (6.1)',
  facts: ['I09'],
  antecedent: 'other-set-refused',
  violation({ before, action, outcome }) {
    if (action.kind !== 'ioasid-find' || outcome.kind !== 'found') return undefined;
    const entry = entriesOf(before)[action.id];
    if (action.set === NOTHING || entry?.set === action.set) return undefined;
    return { reason: `id ${action.id} is not of set ${action.set}`, at: [`id${action.id}`] };
  },
});

/** Frees of what is not out are harmless. */
const unknownFreeIsLogged = defineClaim({
  ...OF_6_1,
  id: 'unknown-free-is-logged',
  claim: 'A free of an id that is not out changes nothing, and is logged as an error.',
  why: 'It is the only sign of a caller that frees twice.',
  kernel: 'ioasid_free (6.1)',
  facts: ['I07'],
  antecedent: 'unknown-freed',
  violation({ before, action, outcome, after }) {
    if (action.kind !== 'ioasid-free' || entriesOf(before)[action.id] !== undefined) {
      return undefined;
    }
    const isLogged = outcome.kind === 'done' && outcome.log === 'err';
    if (isLogged && sameEntries(before, after)) return undefined;
    return { reason: `free of id ${action.id}, which is not out`, at: [`id${action.id}`] };
  },
});

/** An id for life. */
const pasidForLife = defineClaim({
  ...OF_6_1,
  id: 'pasid-for-life',
  claim: 'An address space keeps its first id until nobody holds it.',
  why: 'The same process would have two numbers on two devices, or lose the one its threads have loaded.',
  kernel: 'iommu_sva_alloc_pasid, mm_pasid_drop (6.1)',
  facts: ['I02', 'I11'],
  antecedent: 'asked-again',
  violation({ before, action, after }) {
    const lost = before.pasidOf.findIndex(
      (id, index) =>
        id !== NO_PASID &&
        after.pasidOf[index] !== id &&
        !(action.kind === 'mm-pasid-drop' && action.mm === index + 1),
    );
    if (lost === -1) return undefined;
    return { reason: `mm${lost + 1} had id ${before.pasidOf[lost]}`, at: [`mm${lost + 1}`] };
  },
});

/** Ids are not lost with their allocator. */
const noneOrphaned = defineClaim({
  ...OF_6_1,
  id: 'none-orphaned',
  claim:
    'No id is lost with the allocator that gave it out, and the kernel has nothing to warn of.',
  why: 'Its owner would go on using a number that the next allocator may give to somebody else.',
  kernel: 'ioasid_unregister_allocator (6.1)',
  facts: [],
  callers: 'lawful',
  antecedent: 'allocator-changed',
  violation({ action, outcome }) {
    const isWarned = outcome.kind !== 'illegal' && outcome.warned === true;
    return isWarned ? { reason: `${action.kind} warned`, at: [] } : undefined;
  },
});

/** A refusal leaves nothing. */
const refusalLeavesNothing = defineClaim({
  ...OF_6_1,
  id: 'refusal-leaves-nothing',
  claim: 'An allocation that fails leaves no entry, and no id with an address space.',
  why: 'The id would be out for nobody.',
  kernel: 'ioasid_alloc, iommu_sva_alloc_pasid (6.1)',
  facts: ['L1'],
  antecedent: 'callback-answered-twice',
  violation({ before, outcome, after }) {
    if (outcome.kind !== 'no-id' && outcome.kind !== 'refused') return undefined;
    const isSame = sameEntries(before, after) && samePasids(before, after);
    return isSame ? undefined : { reason: 'it left something', at: [] };
  },
});

/** Whoever has an id gets it again. */
export const pasidGivenAgain = defineClaim({
  id: 'pasid-given-again',
  claim:
    'An address space that asks for a range with its id in it, both bounds included, is given its id.',
  why: 'A process that has the greatest id of a device can bind it once, and never again.',
  kernel: 'iommu_sva_alloc_pasid (6.1), mended in iommu_sva_alloc_pasid (6.4)',
  facts: ['I02', 'I06'],
  // B06: 6.1 refuses the greatest id of the range.
  profiles: ['since 6.4'],
  callers: 'any',
  antecedent: 'asked-again',
  violation({ before, action, outcome }) {
    if (action.kind !== 'sva-alloc-pasid') return undefined;
    const id = pasidOf(before, action.mm);
    const isIn = id !== NO_PASID && action.min !== NO_PASID && id >= action.min && id <= action.max;
    if (!isIn || (outcome.kind === 'granted' && outcome.id === id)) return undefined;
    return { reason: `mm${action.mm} has id ${id} and was refused`, at: [`mm${action.mm}`] };
  },
});

/** What 6.1 keeps in every step. */
export const ioasidStepClaims = [
  givenIdWasFree,
  lowestOfRange,
  findStaysInSet,
  unknownFreeIsLogged,
  pasidForLife,
  noneOrphaned,
  refusalLeavesNothing,
] as const;

/** Whether the call asks for an id that its address space has. */
function isAskedAgain(before: IoasidState, action: IoasidAction): boolean {
  return action.kind === 'sva-alloc-pasid' && pasidOf(before, action.mm) !== NO_PASID;
}

function sameEntries(before: IoasidState, after: IoasidState): boolean {
  const [ours, theirs] = [entriesOf(before), entriesOf(after)];
  const ids = new Set([...Object.keys(ours), ...Object.keys(theirs)].map(Number));
  return [...ids].every(
    (id) => ours[id]?.set === theirs[id]?.set && ours[id]?.data === theirs[id]?.data,
  );
}

function samePasids(before: IoasidState, after: IoasidState): boolean {
  return before.pasidOf.every((id, index) => id === after.pasidOf[index]);
}
