import { cgroupId, ERRNO, type Outcome, type ResourceId, resourceId, UNLIMITED } from '#contract';
import type { Counterpart } from '#declaration';
import { type LedgerAction, type LedgerScope, type LedgerState, NONE } from '#model';
import type { LedgerAnswer, LedgerSide } from '../kernel-traces/misc-sides.js';
import { memoryWords } from './memory-words.js';
import { kernelLedger, type MiscTarget } from './misc-ledger.js';

/** The machine of the misc controller is its model. */
export type MiscCounterpart = Counterpart<LedgerState, LedgerAction, null, Outcome>;

/** The misc controller of a kernel itself, in the numbers of the machine. */
export function kernelMisc(name: MiscTarget, { topology }: LedgerScope): MiscCounterpart {
  const side = kernelLedger(name, topology);
  const words = memoryWords(side.memory);
  const resourceOf = (number: number): ResourceId | null =>
    number === NONE ? null : resourceId(number);

  function made(action: LedgerAction): LedgerAnswer {
    const resource = resourceOf(action.resource);
    switch (action.kind) {
      case 'ledger-set-capacity':
        return side.setCapacity(resource, action.capacity);
      case 'ledger-set-max': {
        const file = resource === null ? 'none' : topology.resources[resource]!;
        const limit = action.limit === UNLIMITED ? 'max' : String(action.limit);
        const { ret, warned } = side.files.write(cgroupId(action.cgroup), `${file} ${limit}`);
        // What was written is told by its length.
        return { ret: Math.min(ret, 0), warned };
      }
      case 'ledger-try-charge':
        return side.tryCharge(resource, cgroupOrNone(action.cgroup), action.amount);
      case 'ledger-uncharge':
        return side.uncharge(resource, cgroupOrNone(action.cgroup), action.amount);
    }
  }

  return {
    ...words,
    save(into, at) {
      side.startObservers();
      return words.save(into, at);
    },
    call(action, _, expected) {
      let answer: LedgerAnswer;
      try {
        answer = made(action);
      } catch (error) {
        return `the kernel's code does not return: ${String(error)}`;
      }
      const ret = expected.kind === 'refused' ? -ERRNO[expected.errno] : 0;
      if (answer.ret !== ret) return `the model answers ${ret}, the kernel ${answer.ret}`;
      const isWarned = expected.warned === true;
      return answer.warned === isWarned ? undefined : 'one side alone warns';
    },
    difference: (state) => stateDifference(state, side),
  };
}

/** The first number that is not the same on both sides; only counters that the kernel has are asked for. */
function stateDifference({ ledger, scope }: LedgerState, side: LedgerSide): string | undefined {
  const fields = scope.rules.hasPeaks ? ALL : COMMON;
  for (const [index, { capacity, rows }] of ledger.resources.entries()) {
    const resource = resourceId(index);
    if (side.capacity(resource) !== capacity) return 'the capacity differs';
    for (const [cgroup, row] of rows.entries()) {
      const seen = side.charge(resource, cgroupId(cgroup));
      const other = fields.find((field) => seen[field] !== row[field]);
      if (other === undefined) continue;
      return `${other} of cg${cgroup}: the model has ${row[other]}, the kernel ${seen[other]}`;
    }
  }
  return undefined;
}

const cgroupOrNone = (number: number) => (number === NONE ? null : cgroupId(number));

const COMMON = ['max', 'current', 'events'] as const;
const ALL = [...COMMON, 'peak', 'eventsLocal'] as const;
