import type { Errno } from '#contract';
import {
  type ActionDeclaration,
  type ArgumentsOf,
  defineActionOf,
  type Parameters,
} from '#declaration';
import type { NumbersState } from './state.js';

/** Which free PASID is given, and whether the device then refuses it. */
export interface NumbersInput {
  readonly pasid?: number;
  readonly isRefusedByDevice?: true;
}

/** A step that has nothing open. */
export const NO_CHOICE: NumbersInput = {};

/** What the caller sees, and of work what it reached. */
export type NumbersOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'granted'; readonly pasid: number }
  | { readonly kind: 'refused'; readonly errno: Errno }
  | { readonly kind: 'reached'; readonly process: number }
  | { readonly kind: 'faulted' };

type Values = { process: number; device: number };

/** The words in which the machine is declared. */
export interface NumbersWords {
  State: NumbersState;
  Input: NumbersInput;
  Outcome: NumbersOutcome;
  Values: Values;
}

/** Declares an action; it is possible where its caller may make it. */
export const defineNumbersAction = <
  const Kind extends string,
  const P extends Parameters<keyof Values>,
>(
  text: Omit<ActionDeclaration<NumbersWords, Kind, P>, 'faults' | 'isPossible' | 'precondition'> & {
    readonly kind: Kind;
    readonly params: P;
    readonly isPossible?: (state: NumbersState, args: ArgumentsOf<P, Values>) => boolean;
  },
): ActionDeclaration<NumbersWords, Kind, P> => {
  const isPossible = text.isPossible ?? (() => true);
  return defineActionOf<NumbersWords>()<Kind, P>({
    ...text,
    faults: [],
    isPossible,
    precondition: isPossible,
  });
};
