import { produce } from 'immer';
import { type Draft, defineAlphabet, type Explorable, shape } from '#declaration';
import { ioasidInvariants } from '../ioasid-claims/states.js';
import { ioasidStepClaims, pasidGivenAgain } from '../ioasid-claims/steps.js';
import { ioasidWitnesses } from '../ioasid-claims/witnesses.js';
import { declarationOf, type IoasidAction, ioasidActions } from './actions.js';
import { GETTERS } from './ioasid-find.js';
import type { IoasidScope } from './scope.js';
import { type Entry, type Family, type IoasidState, initialState } from './state.js';
import {
  type IoasidDomain,
  type IoasidInput,
  type IoasidOutcome,
  type IoasidWords,
  NO_FAULT,
} from './vocabulary.js';

/** The allocator of 6.1 with the claims that it keeps. */
export const ioasid: Explorable<
  IoasidState,
  IoasidAction,
  IoasidInput,
  IoasidOutcome,
  IoasidScope
> = {
  name: 'ioasid',
  initial: initialState,
  shape: stateShape,
  alphabet,
  isEnabled,
  isPastBound: () => false,
  inputs: (state, action) =>
    declarationOf(action).choices?.(state, argumentsOf(action)) ?? [NO_FAULT],
  step(state, action, input) {
    let outcome: IoasidOutcome = { kind: 'done' };
    const after = produce(state, (draft) => {
      outcome = apply(draft, action, input);
    });
    return { state: after, outcome };
  },
  apply,
  copy,
  invariants: ioasidInvariants,
  transitionInvariants: ioasidStepClaims,
  witnesses: ioasidWitnesses,
};

/** The same allocator with the claim that 6.1 breaks by B06. */
export const ioasidBug: typeof ioasid = {
  ...ioasid,
  name: 'ioasid-bug',
  invariants: [],
  transitionInvariants: [pasidGivenAgain],
};

/** Whether the kernel survives the call in this state. */
export function isIoasidCallPossible(state: IoasidState, action: IoasidAction): boolean {
  return declarationOf(action).isPossible(state, argumentsOf(action));
}

function isEnabled(state: IoasidState, action: IoasidAction): boolean {
  return declarationOf(action).precondition(state, argumentsOf(action));
}

function apply(state: IoasidState, action: IoasidAction, input: IoasidInput): IoasidOutcome {
  return declarationOf(action).step(state as Draft<IoasidState>, argumentsOf(action), input);
}

function copy({ scope, byDefault, families, pasidOf }: IoasidState): IoasidState {
  return {
    scope,
    byDefault: copyOf(byDefault),
    families: families.map(({ members, entries, ...family }) => ({
      ...family,
      members: [...members],
      entries: copyOf(entries),
    })),
    pasidOf: [...pasidOf],
  };
}

function copyOf(entries: Readonly<Record<number, Entry>>): Record<number, Entry> {
  return Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, { ...entry }]));
}

/** No step looks at the kind, so the action itself serves as its arguments. */
function argumentsOf(action: IoasidAction) {
  return action as unknown as Record<string, number> & IoasidWords['Values'];
}

function alphabet(scope: IoasidScope): readonly IoasidAction[] {
  const values = domainValues(scope);
  return defineAlphabet<IoasidAction>(ioasidActions, (domain) => values[domain as IoasidDomain]);
}

function domainValues(scope: IoasidScope): Readonly<Record<IoasidDomain, readonly number[]>> {
  const { highest, sets, data, mms, families } = scope;
  return {
    set: upTo(sets).slice(1),
    'any-set': upTo(sets + 1),
    id: upTo(highest),
    min: upTo(highest),
    max: upTo(highest).slice(1),
    data: upTo(data),
    getter: [...GETTERS.keys()],
    'has-users': [0, 1],
    allocator: [...families.keys()],
    mm: upTo(mms).slice(1),
  };
}

/** 0 to the number, both included. */
const upTo = (last: number): readonly number[] =>
  Array.from({ length: last + 1 }, (_, value) => value);

function stateShape(scope: IoasidScope) {
  const { highest, sets, data, mms, families } = scope;
  const entry = shape.record<Entry>({
    set: shape.integer(0, sets + 1),
    data: shape.integer(0, data + mms),
  });
  const entries = shape.map(0, highest, entry);
  const allocator = shape.integer(0, families.length - 1);
  const family = shape.record<Family>({
    family: shape.choice(families),
    calledThrough: allocator,
    members: shape.sequence(allocator, families.length),
    isSpoiled: shape.choice([false, true]),
    entries,
  });
  return shape.record<IoasidState>({
    scope: shape.constant(scope),
    byDefault: entries,
    families: shape.sequence(family, new Set(families).size),
    pasidOf: shape.array(mms, shape.integer(0, highest)),
  });
}
