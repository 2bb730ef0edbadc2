import { INVALID_IOASID } from '#contract';
import type { IoasidCall } from '../kernel-traces/ioasid-lines.js';
import type {
  IoasidAnswer,
  LiveIoasid,
  LiveIoasidInput,
  RecordedIds,
  RecordedIoasid,
} from '../kernel-traces/ioasid-side.js';
import { kernelModule } from './built.js';
import type { MemoryExports } from './linear-memory.js';
import { instantiate } from './wasm.js';

/** What the module of linux-6.1-ioasid exports; kernel/shim/ says what each does. */
interface IoasidExports extends MemoryExports {
  boot(): void;
  add_allocator(number: number, family: number): void;
  alloc(set: number, min: number, max: number, data: number): number;
  free(id: number): void;
  find(set: number, id: number, getter: number): number;
  set_data(id: number, data: number): number;
  register_allocator(number: number): number;
  unregister_allocator(number: number): void;
  allocator_number(place: number): number;
  is_active(place: number): number;
  next_id(place: number, from: number): number;
  id_set(place: number, id: number): number;
  id_data(place: number, id: number): number;
}

/** What a recording says at its beginning. */
export interface IoasidScope {
  readonly sets: readonly string[];
  readonly allocators: readonly { readonly ops: string; readonly family: number }[];
}

/** An answer while its call lasts. */
type Answering = { -readonly [Field in keyof IoasidAnswer]: IoasidAnswer[Field] };

/** In the order of the numbers in the module. */
const SITES = ['kzalloc', 'xa_alloc'] as const;
const GETTERS: readonly (boolean | null)[] = [null, true, false];
const LEVELS = { 3: 'err', 4: 'warn', 6: 'info' } as const;

/** The allocator of 6.1 with its custom allocators, compiled to WebAssembly. */
export class KernelIoasid implements LiveIoasid {
  readonly #kernel: IoasidExports;
  readonly #scope: IoasidScope;
  #input: LiveIoasidInput = { faults: [] };
  #met = 0;
  #level = Number.POSITIVE_INFINITY;
  #answer: Answering = {};

  constructor(scope: IoasidScope) {
    this.#scope = scope;
    this.#kernel = instantiate<IoasidExports>(kernelModule('linux-6.1-ioasid'), {
      allocate: (site) => Number(!this.#fails(SITES[site!]!)),
      warn: () => {
        this.#answer.warn = true;
      },
      log: (level) => {
        this.#level = Math.min(this.#level, level!);
      },
      custom_alloc: (number) => this.#allocated(number!),
      custom_free: (number) => {
        const ops = this.#opsOf(number!);
        // In the same call as its allocation: the kernel could not store it.
        if (this.#answer.callback === undefined) this.#answer.callback = { ops };
        else this.#answer.callback = { ...this.#answer.callback, freed: true };
      },
    });
    this.#kernel.boot();
    for (const [index, { family }] of scope.allocators.entries()) {
      this.#kernel.add_allocator(index + 1, family);
    }
  }

  /** Makes a call; a fault that it does not run into is told by `metFaults`. */
  call(call: IoasidCall, input: LiveIoasidInput): IoasidAnswer {
    this.#input = input;
    this.#met = 0;
    this.#level = Number.POSITIVE_INFINITY;
    this.#answer = {};
    this.#make(call);
    if (this.#level in LEVELS) this.#answer.pr = LEVELS[this.#level as keyof typeof LEVELS];
    return this.#answer;
  }

  /** How many faults the last call ran into. */
  get metFaults(): number {
    return this.#met;
  }

  state(): RecordedIoasid {
    const kernel = this.#kernel;
    const custom = [];
    for (let place = 1; kernel.allocator_number(place) !== 0; place++) {
      const ops = this.#opsOf(kernel.allocator_number(place));
      const { family } = this.#scope.allocators.find((each) => each.ops === ops)!;
      custom.push({ ops, family, active: kernel.is_active(place) !== 0, ids: this.#ids(place) });
    }
    const active = custom.find((each) => each.active)?.ops ?? 'default';
    return { active, default: { ids: this.#ids(0) }, custom };
  }

  #make(call: IoasidCall): void {
    const kernel = this.#kernel;
    switch (call.call) {
      case 'ioasid_alloc': {
        const { set, min, max, data } = call;
        this.#answer.id = kernel.alloc(this.#setNumber(set), min, max, dataNumber(data)) >>> 0;
        return;
      }
      case 'ioasid_free':
        kernel.free(call.id);
        return;
      case 'ioasid_find': {
        const getter = GETTERS.indexOf(call.getter);
        const found = kernel.find(this.#setNumber(call.set), call.id, getter);
        this.#answer.ret = Math.min(found, 0);
        if (found >= 0) this.#answer.data = dataName(found);
        return;
      }
      case 'ioasid_set_data':
        this.#answer.ret = kernel.set_data(call.id, dataNumber(call.data));
        return;
      case 'ioasid_register_allocator':
        this.#answer.ret = kernel.register_allocator(this.#opsNumber(call.ops));
        return;
      case 'ioasid_unregister_allocator':
        kernel.unregister_allocator(this.#opsNumber(call.ops));
        return;
    }
  }

  #fails(site: LiveIoasidInput['faults'][number]): boolean {
    if (this.#input.faults[this.#met] !== site) return false;
    this.#met += 1;
    return true;
  }

  #allocated(number: number): number {
    const id = this.#fails('allocator_callback')
      ? INVALID_IOASID
      : (this.#input.allocated ?? INVALID_IOASID);
    this.#answer.callback = { ops: this.#opsOf(number), id };
    return id;
  }

  #ids(place: number): RecordedIds {
    const kernel = this.#kernel;
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

  #opsOf(number: number): string {
    return this.#scope.allocators[number - 1]!.ops;
  }
}

// Private data is named x0, x1, ...; as a pointer it is one more, and 0 is none.
const dataNumber = (data: string | null): number => (data === null ? 0 : Number(data.slice(1)) + 1);
const dataName = (number: number): string | null => (number === 0 ? null : `x${number - 1}`);
