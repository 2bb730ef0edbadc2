import {
  type ActionDeclaration,
  defineActionOf,
  type Invariant,
  type Parameters,
} from '#declaration';

/** A toy leaves nothing open and never fails. */
export type NoInput = null;

/** All inputs there are. */
export const NO_INPUTS: readonly NoInput[] = [null];

/** What the caller of a toy's action sees. */
export type Done = 'done';

/** The types of the values of parameters. */
type Values = { process: number; pasid: number };

/** The words in which a toy with such a state is declared. */
export interface ToyWords<State> {
  State: State;
  Input: NoInput;
  Outcome: Done;
  Values: Values;
}

/** Nobody owns the PASID. Processes count from 1. */
export const NOBODY = 0;

/** How many PASIDs a process holds. */
export function heldBy(owner: readonly number[], process: number): number {
  let held = 0;
  for (const holder of owner) if (holder === process) held += 1;
  return held;
}

/** Declares an action of a toy: it is possible where its precondition holds. */
export const defineToyActionOf =
  <State>() =>
  <const Kind extends string, const P extends Parameters<keyof Values>>(
    text: Omit<ActionDeclaration<ToyWords<State>, Kind, P>, 'kernel' | 'faults' | 'isPossible'>,
  ): ActionDeclaration<ToyWords<State>, Kind, P> =>
    defineActionOf<ToyWords<State>>()<Kind, P>({
      ...text,
      kernel: 'none: a toy',
      faults: [],
      isPossible: text.precondition,
    });

/** The claim of both toys: an invariant over any state that knows owners, processes and quota. */
export const quotaKept = {
  id: 'quota-kept',
  scope: 'state',
  claim: 'No process holds more PASIDs than its quota.',
  why: 'One process could take the PASIDs of all others.',
  kernel: 'none: a toy',
  facts: [],
  profiles: ['toy'],
  callers: 'any',
  antecedent: 'quota-met',
  violation({ owner, scope: { processes, quota } }) {
    for (let process = 1; process <= processes; process++) {
      const held = heldBy(owner, process);
      if (held > quota) {
        return { reason: `process ${process} holds ${held}`, at: [`process${process}`] };
      }
    }
    return undefined;
  },
} as const satisfies Invariant<Owned>;

/** What the claim reads. */
export interface Owned {
  readonly scope: { readonly processes: number; readonly quota: number };
  /** Index: PASID. */
  readonly owner: readonly number[];
}
