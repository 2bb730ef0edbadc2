import {
  type IoasidAction,
  type IoasidInput,
  type IoasidOutcome,
  type IoasidScope,
  type IoasidState,
  ioasid,
  isIoasidCallPossible,
} from '#model';
import type { IoasidCall, IoasidFault } from './ioasid-lines.js';
import type { IoasidNames } from './ioasid-scope.js';

/** The model's allocator, in numbers. */
export interface IoasidSide {
  /** Whether the kernel survives the call here. */
  isPossible(action: IoasidAction): boolean;
  call(action: IoasidAction, input: IoasidInput): IoasidOutcome;
  state(): IoasidState;
}

/** What surrounds a call of live code: where memory or a custom allocator fails, and what the latter answers. */
export interface LiveIoasidInput {
  readonly faults: readonly IoasidFault['inject'][];
  readonly allocated?: number;
}

/** What a call answered, as its line has it; a field that a recording would not have is absent. */
export interface IoasidAnswer {
  readonly id?: number;
  readonly ret?: number;
  readonly data?: string | null | undefined;
  readonly callback?:
    | { readonly ops: string; readonly id?: number; readonly freed?: true | undefined }
    | undefined;
  readonly pr?: IoasidCall['pr'];
  readonly warn?: true | undefined;
}

/** The ids of one allocator, by number. */
export type RecordedIds = Readonly<
  Record<string, { readonly set: string | null; readonly data: string | null }>
>;

/** Everything there is, as a snapshot has it. */
export interface RecordedIoasid {
  readonly active: string;
  readonly default: { readonly ids: RecordedIds };
  readonly custom: readonly {
    readonly ops: string;
    readonly family: number;
    readonly active: boolean;
    readonly ids: RecordedIds;
  }[];
}

/** An allocator beside the model, which speaks in the words of recordings. */
export interface LiveIoasid {
  call(call: IoasidCall, input: LiveIoasidInput): IoasidAnswer;
  /** How many faults the last call ran into. */
  readonly metFaults: number;
  state(): RecordedIoasid;
}

/** How it is made. */
export type MakeLiveIoasid = (names: IoasidNames) => LiveIoasid;

/** The reference model's. */
export function modelIoasid(scope: IoasidScope): IoasidSide {
  // Nobody else sees this state and no old one is kept, so the recipes may write into it.
  const state = ioasid.copy(ioasid.initial(scope));
  return {
    isPossible: (action) => isIoasidCallPossible(state, action),
    call: (action, input) => ioasid.apply(state, action, input),
    state: () => state,
  };
}
