import { ERRNO, type Errno, INVALID_IOASID, NO_PASID } from '#contract';
import type { Counterpart } from '#declaration';
import type {
  Entry,
  IoasidAction,
  IoasidInput,
  IoasidOutcome,
  IoasidScope,
  IoasidState,
} from '#model';
import { FIRST_SPACE, IoasidModule, type IoasidTarget, SVA_SET } from './ioasid-module.js';
import { memoryWords } from './memory-words.js';

/** The machine of the allocator of 6.1 is its model. */
export type IoasidCounterpart = Counterpart<IoasidState, IoasidAction, IoasidInput, IoasidOutcome>;

type Kernel = IoasidModule['kernel'];

/** The numbers of the machine as the module has them, and back. */
interface Numbers {
  readonly setOf: (set: number) => number;
  readonly dataOf: (number: number) => number;
}

/** The allocator of 6.1 itself, in the numbers of the machine. */
export function kernelIoasid(
  name: IoasidTarget,
  { sets, data, families }: IoasidScope,
): IoasidCounterpart {
  const module = new IoasidModule(name, families);
  const { kernel } = module;
  const numbers: Numbers = {
    setOf: (set) => (set === sets + 1 ? SVA_SET : set),
    dataOf: (number) => (number >= FIRST_SPACE ? number - FIRST_SPACE + 1 + data : number),
  };
  return {
    ...memoryWords(module.memory),
    call(action, input, expected) {
      module.prepare(input);
      let answer: IoasidOutcome;
      try {
        answer = answerTo(action, kernel, numbers);
      } catch (error) {
        return `the kernel's code does not return: ${String(error)}`;
      }
      if (module.metFaults < input.faults.length) return 'a fault is not met';
      const { allocated: _, ...told } = module.told();
      return answerDifference(expected, { ...answer, ...told });
    },
    difference: (state) =>
      tableDifference(state, kernel, numbers) ??
      memberDifference(state, families, kernel) ??
      pasidDifference(state, kernel),
  };
}

/** The value of the parameter `getter`, as the module numbers getters: none, says no, says yes. */
const GETTERS = [0, 2, 1] as const;

/** Makes a call. */
function answerTo(action: IoasidAction, kernel: Kernel, { setOf, dataOf }: Numbers): IoasidOutcome {
  const found = (number: number): IoasidOutcome => {
    if (number < 0) return answered(number);
    return number === 0 ? { kind: 'null' } : { kind: 'found', data: dataOf(number) };
  };
  switch (action.kind) {
    case 'ioasid-alloc': {
      const { set, min, max, data } = action;
      const id = kernel.alloc(setOf(set), min, max, data) >>> 0;
      return id === INVALID_IOASID ? { kind: 'no-id' } : { kind: 'granted', id };
    }
    case 'ioasid-free':
      kernel.free(action.id);
      return { kind: 'done' };
    case 'ioasid-find':
      return found(kernel.find(setOf(action.set), action.id, GETTERS[action.getter]!));
    case 'ioasid-set-data':
      return answered(kernel.set_data(action.id, action.data));
    case 'ioasid-register-allocator':
      return answered(kernel.register_allocator(action.allocator + 1));
    case 'ioasid-unregister-allocator':
      kernel.unregister_allocator(action.allocator + 1);
      return { kind: 'done' };
    case 'sva-alloc-pasid': {
      const answer = answered(kernel.sva_alloc(action.mm, action.min, action.max));
      if (answer.kind !== 'done') return answer;
      return { kind: 'granted', id: kernel.pasid_of(action.mm) >>> 0 };
    }
    case 'sva-find':
      return found(kernel.sva_find(action.id, action.hasUsers));
    case 'mm-pasid-drop':
      kernel.pasid_drop(action.mm);
      return { kind: 'done' };
  }
}

const errnoOf = new Map<number, Errno>(
  Object.entries(ERRNO).map(([errno, number]) => [-number, errno as Errno]),
);

function answered(ret: number): IoasidOutcome {
  return ret === 0 ? { kind: 'done' } : { kind: 'refused', errno: errnoOf.get(ret)! };
}

/** The first field of an outcome, whichever side has it, in which the two are not the same. */
function answerDifference(expected: IoasidOutcome, seen: IoasidOutcome): string | undefined {
  const fields = new Set([...Object.keys(expected), ...Object.keys(seen)]);
  const valueIn = (outcome: object, field: string): string | number | boolean =>
    (outcome as Readonly<Record<string, string | number | boolean>>)[field] ?? 'nothing';
  for (const field of fields) {
    const [model, kernel] = [valueIn(expected, field), valueIn(seen, field)];
    if (model !== kernel) return `${field}: the model says ${model}, the kernel ${kernel}`;
  }
  return undefined;
}

/** Allocators in order of registration, which of them is active, and what each has given out. */
function tableDifference(
  { byDefault, families }: IoasidState,
  kernel: Kernel,
  numbers: Numbers,
): string | undefined {
  const tables = [{ entries: byDefault, number: 0 }].concat(
    families.map(({ entries, calledThrough }) => ({ entries, number: calledThrough + 1 })),
  );
  for (const [place, { entries, number }] of tables.entries()) {
    if (kernel.allocator_number(place) !== number) return `allocator ${place} is another one`;
    const reason = entriesDifference(place, entries, kernel, numbers);
    if (reason !== undefined) return reason;
  }
  if (kernel.allocator_number(tables.length) !== 0) return 'the kernel has one family more';
  return kernel.is_active(Math.min(1, families.length)) === 0 ? 'another one is active' : undefined;
}

function entriesDifference(
  place: number,
  entries: Readonly<Record<number, Entry>>,
  kernel: Kernel,
  { setOf, dataOf }: Numbers,
): string | undefined {
  let count = 0;
  for (let id = kernel.next_id(place, 0); id !== -1; id = kernel.next_id(place, id + 1)) {
    count += 1;
    const entry = entries[id];
    const isSame =
      entry !== undefined &&
      kernel.id_set(place, id) === setOf(entry.set) &&
      dataOf(kernel.id_data(place, id)) === entry.data;
    if (!isSame) return `id ${id} differs`;
  }
  return count === Object.keys(entries).length ? undefined : 'an id is out in the model alone';
}

/** Who is in the list of a family; an allocator is in one list at most. */
function memberDifference(
  { families }: IoasidState,
  allocators: readonly number[],
  kernel: Kernel,
): string | undefined {
  for (const allocator of allocators.keys()) {
    const isMember = families.some(({ members }) => members.includes(allocator));
    if ((kernel.is_registered(allocator + 1) !== 0) !== isMember) {
      return `c${allocator} is registered on one side alone`;
    }
  }
  return undefined;
}

function pasidDifference({ pasidOf }: IoasidState, kernel: Kernel): string | undefined {
  for (const [index, pasid] of pasidOf.entries()) {
    const seen = kernel.pasid_of(index + 1) >>> 0;
    if ((seen === INVALID_IOASID ? NO_PASID : seen) !== pasid)
      return `mm${index + 1} has another id`;
  }
  return undefined;
}
