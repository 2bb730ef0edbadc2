const WORD_BITS = 32;

/** Where a number lies in the words of a state. */
export interface Place {
  /** The first of its bits, counted over all words. */
  readonly bit: number;
  /** A statement that puts a number there; the bits are zero before. */
  put(code: string): string;
  /** An expression that gives the number. */
  readonly get: string;
}

/** Hands out bits of a state one after the other; no number lies across two words. */
export class Layout {
  private next: number;

  constructor(firstBit = 0) {
    this.next = firstBit;
  }

  /** The bit that the next number begins at, or after. */
  get bit(): number {
    return this.next;
  }

  /** Words needed so far. */
  get words(): number {
    return Math.ceil(this.next / WORD_BITS);
  }

  /** A place for a number from 0 to `last`. */
  take(last: number): Place {
    const bits = last === 0 ? 0 : Math.floor(Math.log2(last)) + 1;
    if (bits === 0) return { bit: this.next, put: () => '', get: '0' };
    const used = this.next % WORD_BITS;
    if (used + bits > WORD_BITS) this.next += WORD_BITS - used;
    const bit = this.next;
    const word = `words[at + ${Math.floor(bit / WORD_BITS)}]`;
    const shift = bit % WORD_BITS;
    this.next += bits;
    return {
      bit,
      put: (code) => `${word} |= ${code} << ${shift};`,
      get: bits === WORD_BITS ? `(${word} >>> 0)` : `(${word} >>> ${shift} & ${2 ** bits - 1})`,
    };
  }

  /** Room for so many single bits in a row; answers the first. */
  takeBits(count: number): number {
    const bit = this.next;
    this.next += count;
    return bit;
  }

  /** Goes on where the longest of several alternatives ended, which lie over each other. */
  skipTo(bit: number): void {
    this.next = Math.max(this.next, bit);
  }
}
