import {
  type IoasidAction,
  type IoasidInput,
  type IoasidOutcome,
  type IoasidScope,
  type IoasidState,
  ioasid,
  isIoasidCallPossible,
} from '#model';

/** An ioasid allocator that a trace is replayed through. */
export interface IoasidSide {
  /** Whether the kernel survives the call here. */
  isPossible(action: IoasidAction): boolean;
  call(action: IoasidAction, input: IoasidInput): IoasidOutcome;
  state(): IoasidState;
}

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
