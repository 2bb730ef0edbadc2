import { INVALID_IOASID, type IoasidFaultPoint, type LogLevel } from '#contract';
import { type KernelVariant, kernelInstance } from './built.js';
import { LinearMemory, type MemoryExports } from './linear-memory.js';

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
  sva_alloc(space: number, min: number, max: number): number;
  sva_find(id: number, hasUsers: number): number;
  pasid_drop(space: number): void;
  allocator_number(place: number): number;
  is_active(place: number): number;
  is_registered(number: number): number;
  next_id(place: number, from: number): number;
  id_set(place: number, id: number): number;
  id_data(place: number, id: number): number;
  pasid_of(space: number): number;
}

/** The allocator of 6.1 as it stands, without reuse, or a variant of either with edits. */
export type IoasidTarget = Extract<KernelVariant, `linux-6.1-ioasid${string}`>;

/** Whether a name is that of such a module. */
export const isIoasidTarget = (name: string): name is IoasidTarget =>
  /^linux-6\.1-ioasid(\+no-reuse)?(\/|$)/.test(name);

/** What surrounds a call: where memory or a custom allocator fails, and what the latter answers. */
export interface IoasidCircumstances {
  readonly faults: readonly IoasidFaultPoint[];
  readonly callback?: number;
}

/** What a call is seen to do besides its answer. */
export interface IoasidTold {
  /** The custom allocator that was called, from 0 on. */
  asked?: number;
  /** The id that it answered. */
  allocated?: number;
  /** It was given that back in the same call. */
  handedBack?: true;
  log?: LogLevel;
  warned?: true;
}

/** In the order of the numbers in the module. */
const SITES = ['kzalloc', 'xa_alloc'] as const;
const LEVELS: Readonly<Record<number, LogLevel>> = { 3: 'err', 4: 'warn', 6: 'info' };
/** The set of SVA and the first address space, as the module numbers them. */
export const SVA_SET = 0xffff;
export const FIRST_SPACE = 0x1_0000;

/** The allocator of 6.1 with its custom allocators and its SVA library, compiled to WebAssembly. */
export class IoasidModule {
  readonly kernel: IoasidExports;
  readonly memory: LinearMemory;
  #circumstances: IoasidCircumstances = { faults: [] };
  #met = 0;
  #level = Number.POSITIVE_INFINITY;
  #told: IoasidTold = {};

  /** `families`: for each custom allocator that of its functions, 0 or 1. */
  constructor(name: IoasidTarget, families: readonly number[]) {
    this.kernel = kernelInstance<IoasidExports>(name, {
      allocate: (site) => Number(!this.#fails(SITES[site!]!)),
      warn: () => {
        this.#told.warned = true;
      },
      log: (level) => {
        this.#level = Math.min(this.#level, level!);
      },
      custom_alloc: (number) => this.#allocated(number! - 1),
      custom_free: (number) => {
        // In the same call as its allocation: the kernel could not store it.
        if (this.#told.asked === undefined) this.#told.asked = number! - 1;
        else this.#told.handedBack = true;
      },
    });
    this.kernel.boot();
    for (const [index, family] of families.entries()) this.kernel.add_allocator(index + 1, family);
    this.memory = new LinearMemory(this.kernel);
  }

  /** Before a call. */
  prepare(circumstances: IoasidCircumstances): void {
    this.#circumstances = circumstances;
    this.#met = 0;
    this.#level = Number.POSITIVE_INFINITY;
    this.#told = {};
  }

  /** What the call since then was seen to do. */
  told(): IoasidTold {
    const log = LEVELS[this.#level];
    return log === undefined ? this.#told : { ...this.#told, log };
  }

  /** How many faults that call ran into. */
  get metFaults(): number {
    return this.#met;
  }

  #fails(site: IoasidFaultPoint): boolean {
    if (this.#circumstances.faults[this.#met] !== site) return false;
    this.#met += 1;
    return true;
  }

  #allocated(allocator: number): number {
    const id = this.#fails('allocator_callback')
      ? INVALID_IOASID
      : (this.#circumstances.callback ?? INVALID_IOASID);
    this.#told.asked = allocator;
    this.#told.allocated = id;
    return id;
  }
}
