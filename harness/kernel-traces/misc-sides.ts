import type { Draft } from 'immer';
import {
  type CgroupId,
  type ChargeView,
  ERRNO,
  type LedgerTopology,
  type Outcome,
  type ResourceId,
} from '#contract';
import { createLedgerDriver } from '#implementation';
import { emptyLedger, type Ledger, ledger } from '#model';
import type { MiscFileName } from './misc-files.js';

/** What a ledger answers to one call: 0 or a negated errno, and whether it warned. */
export interface LedgerAnswer {
  readonly ret: number;
  readonly warned: boolean;
}

/** A charge ledger that a trace is replayed through; both sides look like this to the replay. */
export interface LedgerSide {
  setCapacity(resource: ResourceId | null, capacity: number): LedgerAnswer;
  setMax(resource: ResourceId, cgroup: CgroupId, max: number): LedgerAnswer;
  tryCharge(resource: ResourceId | null, cgroup: CgroupId | null, amount: number): LedgerAnswer;
  uncharge(resource: ResourceId | null, cgroup: CgroupId | null, amount: number): LedgerAnswer;
  capacity(resource: ResourceId): number;
  charge(resource: ResourceId, cgroup: CgroupId): ChargeView;
  /** There if the side reads and prints texts itself; else that is done for it. */
  readonly files?: LedgerFiles;
}

/** The files of a controller, as user space finds them. */
export interface LedgerFiles {
  /** Writes a text to `misc.max`: the bytes taken, or a negated errno. */
  write(cgroup: CgroupId, text: string): LedgerAnswer;
  read(cgroup: CgroupId, file: MiscFileName): string;
  /** The usage of the root, as 64 bits without a sign. */
  totalUsage(resource: ResourceId | null): string;
}

/** The reference model's ledger. */
export function modelLedger(topology: LedgerTopology): LedgerSide {
  // The recipes mutate what they are given. Nobody else sees this ledger and no old state is kept,
  // so a private copy serves them as well as an immer draft.
  const draft = structuredClone(emptyLedger(topology)) as Draft<Ledger>;
  return {
    setCapacity: (resource, capacity) => answerOf(ledger.setCapacity(draft, resource, capacity)),
    setMax: (resource, cgroup, max) => answerOf(ledger.setMax(draft, resource, cgroup, max)),
    tryCharge: (resource, cgroup, amount) =>
      answerOf(ledger.tryCharge(draft, resource, cgroup, amount)),
    uncharge: (resource, cgroup, amount) =>
      answerOf(ledger.uncharge(draft, resource, cgroup, amount)),
    capacity: (resource) => draft.resources[resource]!.capacity,
    charge: (resource, cgroup) => draft.resources[resource]!.rows[cgroup]!,
  };
}

/** The implementation's ledger; a warning reaches it through its platform. */
export function implementationLedger(topology: LedgerTopology): LedgerSide {
  let warned = false;
  const driver = createLedgerDriver(topology, {
    warn: () => {
      warned = true;
    },
  });
  function answered(call: () => number): LedgerAnswer {
    warned = false;
    return { ret: call(), warned };
  }
  return {
    setCapacity: (resource, capacity) => answered(() => driver.setCapacity(resource, capacity)),
    setMax: (resource, cgroup, max) => answered(() => driver.setMax(resource, cgroup, max)),
    tryCharge: (resource, cgroup, amount) =>
      answered(() => driver.tryCharge(resource, cgroup, amount)),
    uncharge: (resource, cgroup, amount) =>
      answered(() => {
        driver.uncharge(resource, cgroup, amount);
        return 0;
      }),
    capacity: (resource) => driver.capacity(resource),
    charge: (resource, cgroup) => driver.charge(resource, cgroup),
  };
}

function answerOf(outcome: Outcome): LedgerAnswer {
  return {
    ret: outcome.kind === 'refused' ? -ERRNO[outcome.errno] : 0,
    warned: outcome.warned === true,
  };
}
