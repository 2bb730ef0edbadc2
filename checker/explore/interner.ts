import type { Words } from '../codec/words.js';
import { StateWords } from './columns.js';
import { SeenTable } from './seen.js';
import type { StateSize } from './system.js';

/**
 * Gives sequences of words a number each, from 0 on in the order in which they come. Equal numbers
 * mean equal words: nothing rests on a fingerprint.
 */
export class Interner {
  private readonly all: StateWords;
  private readonly known: SeenTable;
  private next = 0;

  constructor(size: StateSize) {
    this.all = new StateWords(size);
    this.known = new SeenTable(this.all);
  }

  /** How many different ones came. */
  get count(): number {
    return this.next;
  }

  /** Bytes taken now. */
  get bytes(): number {
    return this.all.bytes + this.known.bytes;
  }

  /** Whether they came before; if so, `numberOf` tells nothing new. */
  has(words: Words, length: number): boolean {
    return this.known.isKnown(words, length);
  }

  /** The number of these words, a new one if they did not come before. */
  numberOf(words: Words, length: number): number {
    if (this.known.isKnown(words, length)) return this.known.found;
    this.known.add(this.next);
    this.all.push(words, length);
    return this.next++;
  }

  /** Copies the words of a number out, and answers how many they are. */
  read(number: number, into: Words): number {
    return this.all.read(number, into);
  }
}
