import { readBytes, writeBytes } from '#checker';
import type { Counterpart } from '#declaration';
import type { LinearMemory } from './linear-memory.js';

/** What a snapshot of a module in a small scope takes at most. */
const SNAPSHOT_BYTES_MAX = 4096;
/** The same in words of a searched state, its length included. */
export const SNAPSHOT_WORDS_MAX = 1 + SNAPSHOT_BYTES_MAX / Int32Array.BYTES_PER_ELEMENT;

/** How a module is booted anew and put back to where it was: its memory, as words of a searched state. */
export function memoryWords(
  memory: LinearMemory,
): Pick<Counterpart<never, never, never, never>, 'boot' | 'wordsMax' | 'save' | 'restore'> {
  const booted = memory.save();
  return {
    boot: () => memory.load(booted),
    wordsMax: SNAPSHOT_WORDS_MAX,
    save: (into, at) => writeSnapshot(memory.save(), into, at),
    restore: (words, at) => memory.load(readBytes(words, at)),
  };
}

/** Writes a snapshot down from word `at` on, and answers where the words after it begin. */
export function writeSnapshot(snapshot: Uint8Array, into: Int32Array, at: number): number {
  // A typed array drops what is written past its end.
  if (snapshot.length > SNAPSHOT_BYTES_MAX) {
    throw new Error(
      `kernel: expected a snapshot of at most ${SNAPSHOT_BYTES_MAX} bytes, saw ${snapshot.length}; raise SNAPSHOT_BYTES_MAX`,
    );
  }
  return writeBytes(snapshot, into, at);
}
