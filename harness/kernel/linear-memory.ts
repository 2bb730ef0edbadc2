import type { GlobalNumber, Memory } from './wasm.js';

/** What every module exports besides its calls; kernel/shim/heap.c says what each does. */
export interface MemoryExports {
  readonly memory: Memory;
  readonly __stack_pointer: GlobalNumber;
  image_keep(): void;
  image_save(last: number, lastSize: number): number;
  image_saved(): number;
  image_room(end: number, size: number): number;
  image_load(from: number, size: number): void;
}

const WORD = Int32Array.BYTES_PER_ELEMENT;
/** Snapshots share buffers of this size: making a small one costs more than filling it. */
const SHARED_BYTES = 8192;

/**
 * The memory of a module as a snapshot: what is not as it was when it was booted. The module makes and
 * reads snapshots itself; here they are carried out and in.
 */
export class LinearMemory {
  readonly #exports: MemoryExports;
  readonly #stackTop: number;
  #bytes = new Uint8Array();
  #words = new Int32Array();
  /** The snapshot that was last gone back to, and where in the memory it was put for that. */
  #last: Uint8Array = new Uint8Array();
  #lastAt = 0;
  #shared = new Int32Array();
  #sharedEnd = 0;

  /** Takes the memory as it is now for that of the booted system. */
  constructor(exports: MemoryExports) {
    this.#exports = exports;
    this.#stackTop = exports.__stack_pointer.value;
    exports.image_keep();
  }

  /** The very array that was last gone back to, if nothing is different from it. */
  save(): Uint8Array {
    const size = this.#exports.image_save(this.#lastAt, this.#last.length);
    return size === 0 ? this.#last : this.#copied(this.#exports.image_saved(), size);
  }

  load(snapshot: Uint8Array): void {
    const exports = this.#exports;
    const at = exports.image_room(firstWord(snapshot), snapshot.length);
    this.#look();
    this.#bytes.set(snapshot, at);
    exports.image_load(at, snapshot.length);
    this.#last = snapshot;
    this.#lastAt = at;
    // After a trap the stack was not unwound.
    const stack = exports.__stack_pointer;
    if (stack.value !== this.#stackTop) stack.value = this.#stackTop;
  }

  #copied(at: number, size: number): Uint8Array {
    if (this.#sharedEnd + size > this.#shared.byteLength) {
      this.#shared = new Int32Array(Math.max(SHARED_BYTES, size) / WORD);
      this.#sharedEnd = 0;
    }
    this.#look();
    const start = this.#sharedEnd;
    for (let word = 0; word < size / WORD; word++) {
      this.#shared[start / WORD + word] = this.#words[at / WORD + word]!;
    }
    this.#sharedEnd += size;
    return new Uint8Array(this.#shared.buffer, start, size);
  }

  /** The buffer is another one after the memory grew. */
  #look(): void {
    const { buffer } = this.#exports.memory;
    if (this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer);
  }
}

function firstWord(bytes: Uint8Array): number {
  return bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24);
}
