import type { Errno, IoasidFaultPoint, LogLevel } from '#contract';
import {
  type ActionDeclaration,
  type ArgumentsOf,
  type Draft,
  defineActionOf,
  type Parameters,
} from '#declaration';
import type { IoasidState } from './state.js';

/** What a call leaves open: what the callback of a custom allocator answers, and what fails. */
export interface IoasidInput {
  /** The id that the callback answers; absent: none. */
  readonly callback?: number;
  /** In the order in which the call runs into them. */
  readonly faults: readonly IoasidFaultPoint[];
}

/** A call that nothing goes wrong in, at an allocator without callbacks. */
export const NO_FAULT: IoasidInput = { faults: [] };

/** What the caller is answered. */
export type IoasidAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'granted'; readonly id: number }
  | { readonly kind: 'no-id' }
  | { readonly kind: 'found'; readonly data: number }
  | { readonly kind: 'null' }
  | { readonly kind: 'refused'; readonly errno: Errno };

/** What else the call is seen to do. */
interface Seen {
  /** The custom allocator whose functions were called. */
  readonly asked?: number;
  /** Whether that allocator was given back the id that it had just answered. */
  readonly handedBack?: true;
  /** The most serious line it logged. */
  readonly log?: LogLevel;
  /** Whether it printed a WARN. */
  readonly warned?: true;
}

/** The whole outcome of a call, or the word that no call can have met such an input. */
export type IoasidOutcome =
  | (IoasidAnswer & Seen)
  | { readonly kind: 'illegal'; readonly reason: string; readonly unmet?: IoasidFaultPoint };

/** The ranges of parameters. */
type Values = {
  /** A set of the callers. */
  set: number;
  /** A set that a lookup may name: that of SVA besides, and 0 for none. */
  'any-set': number;
  id: number;
  /** The bounds of a range of ids, both included; the range may be empty. */
  min: number;
  max: number;
  /** What callers store, 0 for null. */
  data: number;
  /** 0: no getter is given; 1: it says no; 2: it says yes. */
  getter: number;
  /** Whether an address space that is looked up has users still: 0 or 1. */
  'has-users': number;
  /** A custom allocator. */
  allocator: number;
  /** An address space. */
  mm: number;
};

/** The name of a parameter's range; the scope says which values it has. */
export type IoasidDomain = keyof Values;

/** The words in which the machine is declared. */
export interface IoasidWords {
  State: IoasidState;
  Input: IoasidInput;
  Outcome: IoasidOutcome;
  Values: Values;
}

/** What a step asks of its input. */
export interface Circumstances {
  readonly callback: number | undefined;
  /** Whether the next fault is at this place; it is then used up. */
  fails(at: IoasidFaultPoint): boolean;
}

interface ActionText<Kind extends string, P extends Parameters<IoasidDomain>>
  extends Omit<
    ActionDeclaration<IoasidWords, Kind, P>,
    'step' | 'isPossible' | 'precondition' | 'faults'
  > {
  readonly kind: Kind;
  readonly params: P;
  readonly faults?: readonly IoasidFaultPoint[];
  /** What `requires` says in the table; absent: the kernel survives every call. */
  readonly isPossible?: (state: IoasidState, args: ArgumentsOf<P, Values>) => boolean;
  /** What `lawful` says in the table; absent: nothing. */
  readonly isLawful?: (state: IoasidState, args: ArgumentsOf<P, Values>) => boolean;
  step(
    draft: Draft<IoasidState>,
    args: ArgumentsOf<P, Values>,
    circumstances: Circumstances,
  ): IoasidOutcome;
}

/** Declares an action: an input that its step did not use up is illegal. */
export const defineIoasidAction = <
  const Kind extends string,
  const P extends Parameters<IoasidDomain>,
>({
  faults = [],
  isPossible = () => true,
  isLawful = () => true,
  ...text
}: ActionText<Kind, P>): ActionDeclaration<IoasidWords, Kind, P> =>
  defineActionOf<IoasidWords>()<Kind, P>({
    ...text,
    faults,
    isPossible,
    precondition: (state, args) =>
      isPossible(state, args) && (state.scope.callers === 'any' || isLawful(state, args)),
    step(draft, args, { callback, faults: injected }) {
      let met = 0;
      const fails = (at: IoasidFaultPoint): boolean => {
        if (injected[met] !== at) return false;
        met += 1;
        return true;
      };
      const outcome = text.step(draft, args, { callback, fails });
      const unmet = injected[met];
      if (unmet === undefined) return outcome;
      return { kind: 'illegal', reason: `${text.kind} does not meet a fault at ${unmet}`, unmet };
    },
  });
