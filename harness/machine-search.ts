import {
  type BrokenClaim,
  type Certificate,
  MachinePair,
  ShortestSearch,
  systemOfPair,
} from '#checker';
import type { Counterpart, Explorable } from '#declaration';
import { IOASID_SCOPES, ioasid, LEDGER_SCOPES, misc } from '#model';
import { answerText, callText } from './expected/machine-bench.js';
import { kernelIoasid } from './kernel/ioasid-counterpart.js';
import { type IoasidTarget, isIoasidTarget } from './kernel/ioasid-module.js';
import { kernelMisc } from './kernel/misc-counterpart.js';
import { isMiscTarget, type MiscTarget } from './kernel/misc-ledger.js';

/** The least calls after which kernel code is not where the small machine is that is its model. */
export interface MachineDifference {
  readonly claim: string;
  readonly reason: string;
  readonly scope: string;
  /** The calls and the answers of the machine. */
  readonly steps: readonly { readonly call: string; readonly answer: string }[];
}

/** What came of a search, and how far it went. */
export interface MachineSearched {
  readonly found?: MachineDifference;
  readonly certificate: Certificate;
}

/** What bounds a search. */
export interface MachineBounds {
  readonly lengthMax: number;
  readonly statesMax: number;
}

/** In which scopes the controller of 6.12 is compared with its machine, and in which that of 6.1. */
const CONTROLLER_SCOPES = ['misc-tree', 'misc-any-callers', 'misc-great-amounts'] as const;
const ALLOCATOR_SCOPES = ['ioasid-sva', 'ioasid-custom', 'ioasid-any-callers'] as const;

/** Whether a small machine is the model of the code of that name. */
export const hasMachine = (name: string): name is MiscTarget | IoasidTarget =>
  isMiscTarget(name) || isIoasidTarget(name);

/** Looks for the least calls after which code and machine differ, over the scopes of the machine. */
export function searchMachine(
  name: MiscTarget | IoasidTarget,
  bounds: MachineBounds,
): MachineSearched {
  const rungs = isMiscTarget(name)
    ? CONTROLLER_SCOPES.map((scope) =>
        rungOf(scope, misc, LEDGER_SCOPES[scope], kernelMisc(name, LEDGER_SCOPES[scope])),
      )
    : ALLOCATOR_SCOPES.map((scope) =>
        rungOf(scope, ioasid, IOASID_SCOPES[scope], kernelIoasid(name, IOASID_SCOPES[scope])),
      );
  const search = new ShortestSearch<BrokenClaim>(rungs, bounds);
  while (search.advance(Number.MAX_SAFE_INTEGER));
  const { found, certificate } = search;
  if (found === undefined) return { certificate };
  const { scope, stepsOf } = rungs[found.rung]!;
  const { path, finding } = found.broken;
  const { claim, violation } = finding;
  const difference = { claim, reason: violation.reason, scope, steps: stepsOf(path) };
  return { found: difference, certificate };
}

type Named = { readonly kind: string };

/** A machine and its counterpart in one scope; what their calls are is hidden from here on. */
function rungOf<State, Action extends Named, Input, Outcome extends Named, Scope>(
  scope: string,
  machine: Explorable<State, Action, Input, Outcome, Scope>,
  within: Scope,
  counterpart: Counterpart<State, Action, Input, Outcome>,
) {
  const pair = new MachinePair(machine, within, counterpart);
  return {
    scope,
    system: systemOfPair(pair, 0),
    stepsOf: (path: readonly number[]) =>
      pair.replayed(path).map(({ action, outcome }) => ({
        call: callText(action),
        answer: answerText(outcome),
      })),
  };
}
