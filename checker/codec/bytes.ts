import type { Words } from './words.js';

const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;

/**
 * Puts bytes into words, their number first, and answers where the words after them begin: for what
 * packs itself, as the snapshot of an implementation does. The rest of the last word is zero.
 */
export function writeBytes(bytes: Uint8Array, words: Words, at: number): number {
  const end = at + 1 + Math.ceil(bytes.length / WORD_BYTES);
  words[end - 1] = 0;
  words[at] = bytes.length;
  bytesFrom(words, at + 1).set(bytes);
  return end;
}

/** The bytes that were put there, in a copy of their own. */
export function readBytes(words: Words, at: number): Uint8Array {
  return bytesFrom(words, at + 1).slice(0, words[at]!);
}

function bytesFrom(words: Words, at: number): Uint8Array {
  return new Uint8Array(
    words.buffer,
    words.byteOffset + at * WORD_BYTES,
    (words.length - at) * WORD_BYTES,
  );
}
