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
import { FIRST_SPACE, IoasidModule, SVA_SET } from './ioasid-module.js';
import { memoryWords } from './memory-words.js';

/** The machine of the allocator of 6.1 is its model. */
export type IoasidCounterpart = Counterpart<IoasidState, IoasidAction, IoasidInput, IoasidOutcome>;

/** The value of the parameter `getter`, as the module numbers getters: none, says yes, says no. */
const GETTERS = [0, 2, 1] as const;

/** The allocator of 6.1 itself, in the numbers of the machine. */
export function kernelIoasid({ sets, data, families }: IoasidScope): IoasidCounterpart {
  const module = new IoasidModule(families);
  const { kernel } = module;

  const setOf = (set: number): number => (set === sets + 1 ? SVA_SET : set);
  const dataOf = (number: number): number =>
    number >= FIRST_SPACE ? number - FIRST_SPACE + 1 + data : number;

  function made(action: IoasidAction): IoasidOutcome {
    switch (action.kind) {
      case 'ioasid-alloc': {
        const { set, min, max, data: stored } = action;
        const id = kernel.alloc(setOf(set), min, max, stored) >>> 0;
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
        return answer.kind === 'done'
          ? { kind: 'granted', id: kernel.pasid_of(action.mm) >>> 0 }
          : answer;
      }
      case 'sva-find':
        return found(kernel.sva_find(action.id, action.hasUsers));
      case 'mm-pasid-drop':
        kernel.pasid_drop(action.mm);
        return { kind: 'done' };
    }
  }

  function found(number: number): IoasidOutcome {
    if (number < 0) return answered(number);
    return number === 0 ? { kind: 'null' } : { kind: 'found', data: dataOf(number) };
  }

  return {
    ...memoryWords(module.memory),
    call(action, input, expected) {
      module.prepare(input);
      let answer: IoasidOutcome;
      try {
        answer = made(action);
      } catch (error) {
        return `the kernel's code does not return: ${String(error)}`;
      }
      if (module.metFaults < input.faults.length) return 'a fault is not met';
      const { allocated: _, ...told } = module.told();
      return answerDifference(expected, { ...answer, ...told });
    },
    difference({ byDefault, families: registered, pasidOf }) {
      const reasons = [entriesDifference(0, byDefault)];
      for (const [index, { calledThrough, entries }] of registered.entries()) {
        const place = index + 1;
        if (kernel.allocator_number(place) !== calledThrough + 1) return `family ${index} differs`;
        reasons.push(entriesDifference(place, entries));
      }
      if (kernel.allocator_number(registered.length + 1) !== 0) return 'one family more';
      if (kernel.is_active(Math.min(1, registered.length)) === 0) return 'another one is active';
      const members = new Set(registered.flatMap((family) => family.members));
      const other = families.findIndex(
        (_, allocator) => (kernel.is_registered(allocator + 1) !== 0) !== members.has(allocator),
      );
      if (other !== -1) return `c${other} is registered on one side alone`;
      const mm = pasidOf.findIndex((id, at) => id !== pasidOfSpace(at + 1));
      if (mm !== -1) return `mm${mm + 1} has another id`;
      return reasons.find((reason) => reason !== undefined);
    },
  };

  function entriesDifference(
    place: number,
    entries: Readonly<Record<number, Entry>>,
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
    return count === Object.keys(entries).length ? undefined : 'an id is not out';
  }

  function pasidOfSpace(mm: number): number {
    const id = kernel.pasid_of(mm) >>> 0;
    return id === INVALID_IOASID ? NO_PASID : id;
  }
}

const errnoOf = new Map<number, Errno>(
  Object.entries(ERRNO).map(([errno, number]) => [-number, errno as Errno]),
);

function answered(ret: number): IoasidOutcome {
  return ret === 0 ? { kind: 'done' } : { kind: 'refused', errno: errnoOf.get(ret)! };
}

function answerDifference(expected: IoasidOutcome, seen: IoasidOutcome): string | undefined {
  const names = new Set([...Object.keys(expected), ...Object.keys(seen)]);
  const field = (outcome: object, name: string): unknown =>
    (outcome as Readonly<Record<string, unknown>>)[name];
  const other = [...names].find((name) => field(expected, name) !== field(seen, name));
  if (other === undefined) return undefined;
  return `${other}: the model says ${field(expected, other) ?? 'nothing'}, the kernel ${field(seen, other) ?? 'nothing'}`;
}
