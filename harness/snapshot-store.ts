import { Interner, type Words } from '#checker';

/** The most bytes that a snapshot takes in scopes that are searched. */
const SNAPSHOT_BYTES_MAX = 8192;

const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;
/** Before the bytes stands how many they are. */
const HEAD = 1;

/** Snapshots by number: equal bytes have one number, and are kept once. */
export class SnapshotStore {
  readonly #words: Words = new Int32Array(HEAD + SNAPSHOT_BYTES_MAX / WORD_BYTES);
  readonly #bytes = new Uint8Array(this.#words.buffer, HEAD * WORD_BYTES);
  readonly #known = new Interner({ words: this.#words.length });

  /** Bytes that the store takes. */
  get bytes(): number {
    return this.#known.bytes;
  }

  /** The number of a snapshot. */
  numberOf(snapshot: Uint8Array): number {
    const words = this.#words;
    const end = HEAD + Math.ceil(snapshot.length / WORD_BYTES);
    words[end - 1] = 0;
    words[0] = snapshot.length;
    this.#bytes.set(snapshot);
    return this.#known.numberOf(words, end);
  }

  /** The bytes of a snapshot, in a copy of their own. */
  read(number: number): Uint8Array {
    this.#known.read(number, this.#words);
    return this.#bytes.slice(0, this.#words[0]);
  }
}
