import type { GlobalNumber, Memory } from './wasm.js';

/** What every module exports besides its calls. */
export interface MemoryExports {
  readonly memory: Memory;
  readonly __stack_pointer: GlobalNumber;
  readonly __global_base: GlobalNumber;
  /** The end of what was ever used. */
  image_end(): number;
}

const WORD = Uint32Array.BYTES_PER_ELEMENT;

/**
 * The memory of a module as a snapshot: the words that are not as they were when it was booted. The
 * stack lies before it and is empty between calls; behind its end nothing was ever written.
 */
export class LinearMemory {
  readonly #exports: MemoryExports;
  readonly #start: number;
  readonly #stackTop: number;
  readonly #booted: Uint32Array;

  /** Takes the memory as it is now for that of the booted system. */
  constructor(exports: MemoryExports) {
    this.#exports = exports;
    this.#start = exports.__global_base.value / WORD;
    this.#stackTop = exports.__stack_pointer.value;
    this.#booted = this.#words().slice(this.#start, this.#end());
  }

  /** Hands each word that differs from the booted one to `write`: how many before it do not, and its value. */
  save(write: (gap: number, value: number) => void): void {
    const words = this.#words();
    const booted = this.#booted;
    const length = this.#end() - this.#start;
    let gap = 0;
    for (let index = 0; index < length; index++) {
      const value = words[this.#start + index]!;
      // A word behind the booted image was not there then: as good as 0.
      if (value === (index < booted.length ? booted[index] : 0)) {
        gap += 1;
        continue;
      }
      write(gap, value);
      gap = 0;
    }
  }

  /** Goes back to the booted image, changed by what `read` answers until it answers nothing. */
  load(read: () => { readonly gap: number; readonly value: number } | undefined): void {
    const words = this.#words();
    const end = this.#end();
    words.set(this.#booted, this.#start);
    words.fill(0, this.#start + this.#booted.length, end);
    let index = this.#start;
    for (let next = read(); next !== undefined; next = read()) {
      index += next.gap;
      words[index] = next.value;
      index += 1;
    }
    // After a trap the stack was not unwound.
    this.#exports.__stack_pointer.value = this.#stackTop;
  }

  #words(): Uint32Array {
    return new Uint32Array(this.#exports.memory.buffer);
  }

  #end(): number {
    return this.#exports.image_end() / WORD;
  }
}
