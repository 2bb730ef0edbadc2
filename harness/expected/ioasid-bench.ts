import type { RunClaim } from '#declaration';
import {
  type IoasidAction,
  type IoasidInput,
  type IoasidOutcome,
  type IoasidScope,
  type IoasidState,
  ioasid,
  pasidGivenAgain,
} from '#model';
import { type KernelSva, kernelSva, type SvaAction } from '../kernel/ioasid-sva.js';
import type { Bench } from './bench.js';

type IoasidBench = Bench<IoasidState, IoasidAction, IoasidInput, IoasidOutcome>;

/** B06 as a claim that remembers nothing, of any callers. */
export const givenAgain: RunClaim<IoasidState, IoasidAction, IoasidInput, IoasidOutcome> = {
  ...pasidGivenAgain,
  begin: 0,
  remember: (_, memory) => memory,
  isMade: () => true,
};

/**
 * The allocator of 6.1 as address spaces use it, with memory for everything: the machine beside the
 * kernel's code, or alone. Its sequences are made from reset.
 */
export function ioasidBench(scope: IoasidScope, isLive: boolean): IoasidBench {
  const alphabet = ioasid.alphabet(scope).filter(isSva);
  let kernel: KernelSva | undefined;
  let state = ioasid.initial(scope);

  return {
    boot() {
      kernel = isLive ? kernelSva() : undefined;
      state = ioasid.initial(scope);
    },
    get state() {
      return state;
    },
    calls: () => alphabet.map((action, label) => ({ label, action })),
    make(label) {
      const action = alphabet[label]!;
      const input: IoasidInput = { faults: [] };
      const before = state;
      const after = ioasid.copy(before);
      const outcome = ioasid.apply(after, action, input);
      state = after;
      const seen = kernel?.call(action) ?? outcome;
      if (textOf(seen) !== textOf(outcome)) {
        return `the model answers ${textOf(outcome)}, the kernel ${textOf(seen)}`;
      }
      if (kernel?.agrees(after) === false) return 'an address space has another id';
      return { before, action, input, outcome, after };
    },
    told: ({ action, outcome }) => ({
      action: { ...action },
      faults: [],
      call: callText(action),
      answer: textOf(outcome),
    }),
    viewed: ({ scope: _, ...rest }) => ({ ...rest }),
  };
}

const isSva = (action: IoasidAction): action is SvaAction =>
  action.kind === 'sva-alloc-pasid' || action.kind === 'mm-pasid-drop';

function callText({ kind, ...args }: IoasidAction): string {
  const given = Object.entries(args).map(([name, value]) => `${name} ${value}`);
  return [kind, ...given].join(' ');
}

/** The answer alone: what is logged beside it no claim here asks for. */
function textOf(outcome: IoasidOutcome): string {
  if (outcome.kind === 'granted') return `granted id ${outcome.id}`;
  return outcome.kind === 'refused' ? `refused ${outcome.errno}` : outcome.kind;
}
