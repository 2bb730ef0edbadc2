import type { IoasidCall } from '../kernel-traces/ioasid-lines.js';
import type {
  IoasidAnswer,
  LiveIoasid,
  LiveIoasidInput,
  RecordedIds,
  RecordedIoasid,
} from '../kernel-traces/ioasid-side.js';
import { IoasidModule, type IoasidTarget, type IoasidTold } from './ioasid-module.js';

/** What a recording says at its beginning. */
export interface RecordedScope {
  readonly sets: readonly string[];
  readonly allocators: readonly { readonly ops: string; readonly family: number }[];
}

/** An answer while its call lasts. */
type Answering = { -readonly [Field in keyof IoasidAnswer]: IoasidAnswer[Field] };

const GETTERS: readonly (boolean | null)[] = [null, true, false];

/** The allocator of 6.1 in the words of its recordings. */
export class KernelIoasid implements LiveIoasid {
  readonly #module: IoasidModule;
  readonly #scope: RecordedScope;

  constructor(name: IoasidTarget, scope: RecordedScope) {
    this.#scope = scope;
    this.#module = new IoasidModule(
      name,
      scope.allocators.map(({ family }) => family),
    );
  }

  /** Makes a call; a fault that it does not run into is told by `metFaults`. */
  call(call: IoasidCall, { faults, allocated }: LiveIoasidInput): IoasidAnswer {
    this.#module.prepare({ faults, ...(allocated === undefined ? {} : { callback: allocated }) });
    const answer: Answering = {};
    this.#make(call, answer);
    const told = this.#module.told();
    if (told.asked !== undefined) answer.callback = this.#callbackOf(told.asked, told);
    if (told.warned === true) answer.warn = true;
    if (told.log !== undefined) answer.pr = told.log;
    return answer;
  }

  get metFaults(): number {
    return this.#module.metFaults;
  }

  state(): RecordedIoasid {
    const { kernel } = this.#module;
    const custom = [];
    for (let place = 1; kernel.allocator_number(place) !== 0; place++) {
      const { ops, family } = this.#scope.allocators[kernel.allocator_number(place) - 1]!;
      custom.push({ ops, family, active: kernel.is_active(place) !== 0, ids: this.#ids(place) });
    }
    const active = custom.find((each) => each.active)?.ops ?? 'default';
    return { active, default: { ids: this.#ids(0) }, custom };
  }

  #make(call: IoasidCall, answer: Answering): void {
    const { kernel } = this.#module;
    switch (call.call) {
      case 'ioasid_alloc': {
        const { set, min, max, data } = call;
        answer.id = kernel.alloc(this.#setNumber(set), min, max, dataNumber(data)) >>> 0;
        return;
      }
      case 'ioasid_free':
        kernel.free(call.id);
        return;
      case 'ioasid_find': {
        const getter = GETTERS.indexOf(call.getter);
        const found = kernel.find(this.#setNumber(call.set), call.id, getter);
        answer.ret = Math.min(found, 0);
        if (found >= 0) answer.data = dataName(found);
        return;
      }
      case 'ioasid_set_data':
        answer.ret = kernel.set_data(call.id, dataNumber(call.data));
        return;
      case 'ioasid_register_allocator':
        answer.ret = kernel.register_allocator(this.#opsNumber(call.ops));
        return;
      case 'ioasid_unregister_allocator':
        kernel.unregister_allocator(this.#opsNumber(call.ops));
        return;
    }
  }

  #callbackOf(
    asked: number,
    { allocated, handedBack }: IoasidTold,
  ): NonNullable<IoasidAnswer['callback']> {
    const { ops } = this.#scope.allocators[asked]!;
    if (allocated === undefined) return { ops };
    return handedBack === true ? { ops, id: allocated, freed: true } : { ops, id: allocated };
  }

  #ids(place: number): RecordedIds {
    const { kernel } = this.#module;
    const ids: Record<string, RecordedIds[string]> = {};
    for (let id = kernel.next_id(place, 0); id !== -1; id = kernel.next_id(place, id + 1)) {
      const set = kernel.id_set(place, id);
      ids[id] = {
        set: set === 0 ? null : this.#scope.sets[set - 1]!,
        data: dataName(kernel.id_data(place, id)),
      };
    }
    return ids;
  }

  #setNumber(set: string | null): number {
    return set === null ? 0 : this.#scope.sets.indexOf(set) + 1;
  }

  #opsNumber(ops: string): number {
    return this.#scope.allocators.findIndex((each) => each.ops === ops) + 1;
  }
}

// Private data is named x0, x1, ...; as a pointer it is one more, and 0 is none.
const dataNumber = (data: string | null): number => (data === null ? 0 : Number(data.slice(1)) + 1);
const dataName = (number: number): string | null => (number === 0 ? null : `x${number - 1}`);
