import type { Words } from '../codec/words.js';
import type { StateSize } from './system.js';

const PAGE_BITS = 16;
const PAGE_LENGTH = 1 << PAGE_BITS;
const PAGE_BYTES = PAGE_LENGTH * Int32Array.BYTES_PER_ELEMENT;

/** A column of numbers below 2^32 that grows by pages, so that growing copies nothing. */
export class Column {
  private readonly pages: Words[] = [];
  private length = 0;

  /** Bytes taken now. */
  get bytes(): number {
    return this.pages.length * PAGE_BYTES;
  }

  /** Bytes that the next number would take besides. */
  get nextBytes(): number {
    return this.length === this.pages.length << PAGE_BITS ? PAGE_BYTES : 0;
  }

  /** Adds a number at the end. */
  push(value: number): void {
    const page = this.length >>> PAGE_BITS;
    if (page === this.pages.length) this.pages.push(new Int32Array(PAGE_LENGTH));
    this.pages[page]![this.length & (PAGE_LENGTH - 1)] = value;
    this.length += 1;
  }

  /** The number at an index that was pushed. */
  at(index: number): number {
    return this.pages[index >>> PAGE_BITS]![index & (PAGE_LENGTH - 1)]! >>> 0;
  }

  /** The first so many numbers in one array. */
  numbers(count: number): Uint32Array {
    const all = new Uint32Array(count);
    for (let index = 0; index < count; index++) all[index] = this.at(index);
    return all;
  }
}

/**
 * The words of states in the order in which they were found. States of fixed length lie side by
 * side; others have their length before them and a column that says where they begin. A state lies
 * in one page, so a page can be given back when every state in it was searched from.
 */
export class StateWords {
  private readonly pages: (Words | undefined)[] = [];
  private readonly starts: Column | undefined;
  private readonly pageLength: number;
  private readonly wordsMax: number;
  private end = 0;
  private released = 0;

  constructor({ words: wordsMax, bits }: StateSize) {
    const isFixed = bits !== undefined;
    this.wordsMax = wordsMax;
    const room = isFixed ? wordsMax : wordsMax + 1;
    // A whole number of states of fixed length fills a page.
    this.pageLength = Math.max(1, Math.floor(PAGE_LENGTH / room)) * room;
    this.starts = isFixed ? undefined : new Column();
  }

  /** Bytes taken now. */
  get bytes(): number {
    const pages = this.pages.length - this.released;
    return pages * this.pageLength * Int32Array.BYTES_PER_ELEMENT + (this.starts?.bytes ?? 0);
  }

  /** Bytes that the next state may take besides. */
  get nextBytes(): number {
    const isFull = this.end + this.wordsMax + 1 > this.pages.length * this.pageLength;
    const page = isFull ? this.pageLength * Int32Array.BYTES_PER_ELEMENT : 0;
    return page + (this.starts?.nextBytes ?? 0);
  }

  /** Adds a state at the end. */
  push(words: Words, length: number): void {
    const room = this.starts === undefined ? length : length + 1;
    let inPage = this.end % this.pageLength;
    if (inPage + room > this.pageLength) {
      this.end += this.pageLength - inPage;
      inPage = 0;
    }
    const pageIndex = Math.floor(this.end / this.pageLength);
    if (pageIndex === this.pages.length) this.pages.push(new Int32Array(this.pageLength));
    const page = this.pages[pageIndex]!;
    if (this.starts !== undefined) {
      this.starts.push(this.end);
      page[inPage++] = length;
    }
    for (let word = 0; word < length; word++) page[inPage + word] = words[word]!;
    this.end += room;
  }

  /** Copies a state out and answers its length. */
  read(index: number, into: Words): number {
    const start = this.startOf(index);
    const page = this.pageOf(start);
    let inPage = start % this.pageLength;
    const length = this.starts === undefined ? this.wordsMax : page[inPage++]!;
    for (let word = 0; word < length; word++) into[word] = page[inPage + word]!;
    return length;
  }

  /** Whether the state at an index is this one. */
  isAt(index: number, words: Words, length: number): boolean {
    const start = this.startOf(index);
    const page = this.pageOf(start);
    let inPage = start % this.pageLength;
    if (this.starts !== undefined && page[inPage++] !== length) return false;
    for (let word = 0; word < length; word++) {
      if (page[inPage + word] !== words[word]) return false;
    }
    return true;
  }

  /** Gives back the pages that hold only states before this one; they cannot be read any more. */
  releaseBefore(index: number): void {
    const first = Math.floor(this.startOf(index) / this.pageLength);
    while (this.released < first) {
      this.pages[this.released] = undefined;
      this.released += 1;
    }
  }

  private startOf(index: number): number {
    return this.starts === undefined ? index * this.wordsMax : this.starts.at(index);
  }

  private pageOf(start: number): Words {
    const page = this.pages[Math.floor(start / this.pageLength)];
    if (page === undefined) throw new Error('checker: the words of this state were given back');
    return page;
  }
}
