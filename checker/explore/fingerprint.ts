import type { Words } from '../codec/words.js';

/**
 * The 64-bit fingerprint of a state, in two lanes. Two words at a time are added to the lanes, which
 * are then mixed by a permutation; so states of fixed length that take up to two words have
 * different fingerprints, and nothing is left to chance.
 */
export class Fingerprint {
  low = 0;
  high = 0;

  /** Takes the fingerprint of some words. */
  take(words: Words, length: number): void {
    let low = length;
    let high = 0;
    for (let word = 0; word < length; word += 2) {
      low ^= words[word]!;
      if (word + 1 < length) high ^= words[word + 1]!;
      // Each line changes one lane by what the other holds, and can be undone.
      high ^= mixed(low, 0x9e3779b1);
      low ^= mixed(high, 0x85ebca6b);
      high ^= mixed(low, 0xc2b2ae35);
      low ^= mixed(high, 0x27d4eb2f);
    }
    this.low = low;
    this.high = high;
  }

  /** Takes one lane alone, in a quarter of the time: for words that are looked up and then compared. */
  takeLow(words: Words, length: number): void {
    let low = length;
    for (let word = 0; word < length; word++) {
      low = Math.imul(low ^ words[word]!, 0x9e3779b1);
      low ^= low >>> 15;
    }
    this.low = low;
    this.high = 0;
  }
}

function mixed(lane: number, factor: number): number {
  const product = Math.imul(lane ^ (lane >>> 16), factor);
  return Math.imul(product ^ (product >>> 15), factor) ^ (product >>> 13);
}

const FINGERPRINTS = 2 ** 64;

/**
 * How likely it is at most that any two of so many states have the same fingerprint, so that one was
 * taken for the other: the number of pairs over the number of fingerprints.
 */
export function collisionOdds(states: number): number {
  return Math.min(1, (states * (states - 1)) / 2 / FINGERPRINTS);
}
