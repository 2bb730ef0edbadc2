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

/** The pool as an allocator would keep it: a stack of freed PASIDs, and the first never given out. */
interface CachedPool {
  readonly scope: PoolScope;
  /** Index: PASID. */
  readonly owner: readonly number[];
  /** The freed ones, the last freed first. */
  readonly freed: readonly number[];
  readonly next: number;
}

const alloc = defineToyActionOf<CachedPool>()({
  kind: 'alloc',
  summary: 'Give the PASID freed last, else the next one, to a process.',
  params: { process: 'process' },
  // The defect: where a freed PASID lies ready, the quota is not asked for.
  precondition: ({ scope, owner, freed, next }, { process }) =>
    freed.length > 0 || (heldBy(owner, process) < scope.quota && next < scope.pasids),
  step(draft, { process }) {
    const pasid = draft.freed.shift() ?? draft.next++;
    draft.owner[pasid] = process;
    return 'done';
  },
});

const free = defineToyActionOf<CachedPool>()({
  kind: 'free',
  summary: 'Take a PASID back from whoever holds it.',
  params: { pasid: 'pasid' },
  precondition: ({ owner }, { pasid }) => owner[pasid] !== NOBODY,
  step(draft, { pasid }) {
    draft.owner[pasid] = NOBODY;
    draft.freed.unshift(pasid);
    return 'done';
  },
});

type Action = ActionValue<typeof alloc> | ActionValue<typeof free>;

const quotaMet = defineWitnessOf<CachedPool, Action, NoInput, Done>()({
  id: 'quota-met',
  situation: 'A process holds as many PASIDs as it may.',
  profiles: ['toy'],
  reached: ({ after, action }) =>
    action.kind === 'alloc' && heldBy(after.owner, action.process) === after.scope.quota,
});

/**
 * The pool of `Bug.tla`, with its defect: the quota is broken after 5 actions and no sooner, by
 * `alloc(1) alloc(1) alloc(2) free(the third) alloc(1)`.
 */
export const cachedPool: Explorable<CachedPool, Action, NoInput, Done, PoolScope> = {
  name: 'toy-bug',
  initial: (scope) => ({
    scope,
    owner: new Array<number>(scope.pasids).fill(NOBODY),
    freed: [],
    next: 0,
  }),
  shape(scope) {
    const pasid = defineSort('pasid', scope.pasids, {
      fixed: 'the PASID freed last, else the lowest, is the next to be given',
    });
    const names = [{ sort: pasid, first: 0 }];
    const owner = shape.integer(NOBODY, scope.processes, [{ sort: processesOf(scope), first: 1 }]);
    return shape.record<CachedPool>({
      scope: shape.constant(scope),
      owner: shape.array(scope.pasids, owner, names),
      freed: shape.sequence(shape.integer(0, scope.pasids - 1, names), scope.pasids),
      next: shape.integer(0, scope.pasids),
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
  copy: (state) => ({ ...state, owner: [...state.owner], freed: [...state.freed] }),
  invariants: [quotaKept],
  transitionInvariants: [],
  witnesses: [quotaMet],
};

function alphabet(scope: PoolScope): readonly Action[] {
  return defineAlphabet([alloc, free], (domain) => domainValues(scope, domain));
}

function isEnabled(state: CachedPool, action: Action): boolean {
  return action.kind === 'alloc'
    ? alloc.precondition(state, action)
    : free.precondition(state, action);
}

function apply(state: CachedPool, action: Action, input: NoInput): Done {
  const draft = state as Draft<CachedPool>;
  return action.kind === 'alloc'
    ? alloc.step(draft, action, input)
    : free.step(draft, action, input);
}
