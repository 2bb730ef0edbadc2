import {
  cgroupId,
  ERRNO,
  type Errno,
  type LedgerTopology,
  type Outcome,
  resourceId,
} from '#contract';
import { emptyLedger, type Ledger, type LedgerAction } from '#model';
import type { LedgerAnswer, LedgerSide } from '../kernel-traces/misc-sides.js';
import type { Bench } from './bench.js';

/** What is tried on a ledger. */
export interface LedgerScope {
  readonly name: string;
  readonly topology: LedgerTopology;
  readonly calls: readonly LedgerAction[];
}

const RESOURCE = resourceId(0);

/** A ledger by what it says of itself: no model stands beside it. Its sequences are made from reset. */
export function ledgerBench(
  { topology, calls }: LedgerScope,
  fresh: () => LedgerSide,
): Bench<Ledger, LedgerAction, object, Outcome> {
  let side: LedgerSide | undefined;
  let state: Ledger = emptyLedger(topology);

  return {
    boot() {
      side = fresh();
      state = emptyLedger(topology);
    },
    get state() {
      return state;
    },
    calls: () => calls.map((action, label) => ({ label, action })),
    make(label) {
      const action = calls[label]!;
      const before = state;
      const outcome = outcomeOf(called(side!, action));
      state = read(side!, topology);
      return { before, action, input: {}, outcome, after: state };
    },
    told: ({ action, outcome }) => ({
      action: { ...action },
      faults: [],
      call: callText(action),
      answer: outcome.kind === 'refused' ? `refused ${outcome.errno}` : outcome.kind,
    }),
    viewed: ({ resources }) => ({ resources }),
  };
}

function callText(action: LedgerAction): string {
  if (action.kind === 'set-capacity') return `set-capacity ${action.capacity}`;
  const amount = action.kind === 'set-max' ? action.max : action.amount;
  return `${action.kind} cg${action.cgroup} ${amount}`;
}

function called(side: LedgerSide, action: LedgerAction): LedgerAnswer {
  switch (action.kind) {
    case 'set-capacity':
      return side.setCapacity(RESOURCE, action.capacity);
    case 'set-max':
      return side.setMax(RESOURCE, action.cgroup, action.max);
    case 'try-charge':
      return side.tryCharge(RESOURCE, action.cgroup, action.amount);
  }
}

function read(side: LedgerSide, { resources, cgroups }: LedgerTopology): Ledger {
  return {
    cgroups,
    resources: resources.map((name, resource) => ({
      name,
      capacity: side.capacity(resourceId(resource)),
      rows: cgroups.map((_, cgroup) => side.charge(resourceId(resource), cgroupId(cgroup))),
    })),
  };
}

const errnoOf = new Map<number, Errno>(
  Object.entries(ERRNO).map(([errno, number]) => [-number, errno as Errno]),
);

function outcomeOf({ ret, warned }: LedgerAnswer): Outcome {
  const errno = errnoOf.get(ret);
  // A write answers how many bytes it took.
  const outcome: Outcome = errno === undefined ? { kind: 'done' } : { kind: 'refused', errno };
  return warned ? { ...outcome, warned } : outcome;
}
