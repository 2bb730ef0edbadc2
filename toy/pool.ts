import { produce } from 'immer';
import {
  type ActionValue,
  type Draft,
  defineAlphabet,
  defineSort,
  defineWitnessOf,
  type Explorable,
  shape,
} from '#declaration';
import { domainValues, type PoolScope, processesOf } from './scope.js';
import {
  type Done,
  defineToyActionOf,
  heldBy,
  NO_INPUTS,
  NOBODY,
  type NoInput,
  quotaKept,
} from './words.js';

/** How far a process counts what it freed: modulo 4. */
const FREED_END = 4;

/** Who owns which PASID, and how many each process freed, modulo 4. */
interface Pool {
  readonly scope: PoolScope;
  /** Index: PASID. */
  readonly owner: readonly number[];
  /** Index: process minus 1. */
  readonly freed: readonly number[];
}

const alloc = defineToyActionOf<Pool>()({
  kind: 'alloc',
  summary: 'Give a free PASID to a process that holds fewer than its quota.',
  params: { process: 'process', pasid: 'pasid' },
  precondition: ({ owner, scope }, { process, pasid }) =>
    owner[pasid] === NOBODY && heldBy(owner, process) < scope.quota,
  step(draft, { process, pasid }) {
    draft.owner[pasid] = process;
    return 'done';
  },
});

const free = defineToyActionOf<Pool>()({
  kind: 'free',
  summary: 'Take a PASID back from the process that holds it.',
  params: { process: 'process', pasid: 'pasid' },
  precondition: ({ owner }, { process, pasid }) => owner[pasid] === process,
  step(draft, { process, pasid }) {
    draft.owner[pasid] = NOBODY;
    draft.freed[process - 1] = (draft.freed[process - 1]! + 1) % FREED_END;
    return 'done';
  },
});

type Action = ActionValue<typeof alloc> | ActionValue<typeof free>;

const quotaMet = defineWitnessOf<Pool, Action, NoInput, Done>()({
  id: 'quota-met',
  situation: 'A process holds as many PASIDs as it may.',
  profiles: ['toy'],
  reached: ({ after, action }) => heldBy(after.owner, action.process) === after.scope.quota,
});

/** The pool of `Pasid.tla`: whoever holds fewer than the quota may have any PASID that is free. */
export const pool: Explorable<Pool, Action, NoInput, Done, PoolScope> = {
  name: 'toy',
  initial: (scope) => ({
    scope,
    owner: new Array<number>(scope.pasids).fill(NOBODY),
    freed: new Array<number>(scope.processes).fill(0),
  }),
  shape(scope) {
    const process = processesOf(scope);
    // Whoever may have one that is free may have any.
    const pasid = defineSort('pasid', scope.pasids, {});
    const owner = shape.integer(NOBODY, scope.processes, [{ sort: process, first: 1 }]);
    const freed = shape.integer(0, FREED_END - 1);
    return shape.record<Pool>({
      scope: shape.constant(scope),
      owner: shape.array(scope.pasids, owner, [{ sort: pasid, first: 0 }]),
      freed: shape.array(scope.processes, freed, [{ sort: process, first: 0 }]),
    });
  },
  alphabet,
  isEnabled,
  isPastBound: () => false,
  inputs: () => NO_INPUTS,
  step(state, action, input) {
    return { state: produce(state, (draft) => void apply(draft, action, input)), outcome: 'done' };
  },
  apply,
  copy: ({ scope, owner, freed }) => ({ scope, owner: [...owner], freed: [...freed] }),
  invariants: [quotaKept],
  transitionInvariants: [],
  witnesses: [quotaMet],
};

function alphabet(scope: PoolScope): readonly Action[] {
  return defineAlphabet([alloc, free], (domain) => domainValues(scope, domain));
}

// Spelled out and not looked up, because a call that names its function is twice as fast.
function isEnabled(state: Pool, action: Action): boolean {
  return action.kind === 'alloc'
    ? alloc.precondition(state, action)
    : free.precondition(state, action);
}

function apply(state: Pool, action: Action, input: NoInput): Done {
  const draft = state as Draft<Pool>;
  return action.kind === 'alloc'
    ? alloc.step(draft, action, input)
    : free.step(draft, action, input);
}
