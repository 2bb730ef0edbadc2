import type { Words } from '../codec/words.js';
import type { StateWords } from './columns.js';
import { collisionOdds, Fingerprint } from './fingerprint.js';
import type { StateSize } from './system.js';

/** The states seen so far. */
export interface SeenStates {
  /** Bytes taken now. */
  readonly bytes: number;
  /** Bytes that adding one more state takes besides. */
  readonly nextBytes: number;
  /** Whether the state was added before. If not, `add` may follow. */
  isKnown(words: Words, length: number): boolean;
  /** Adds the state last asked for, which was not known, under its index. */
  add(index: number): void;
  /** How likely it is at most that one of so many states was taken for another. */
  odds(states: number): number;
}

/** A bitmap over all numbers that a state may be takes at most 8 MB. */
const BITMAP_BITS_MAX = 26;
/** States of fixed length that take no more words have fingerprints of their own. */
const INJECTIVE_WORDS = 2;

/** The smallest way of remembering states of such a size; `states` are there to be compared with. */
export function seenStates(size: StateSize, states: StateWords | undefined): SeenStates {
  const { words, bits } = size;
  if (bits !== undefined && bits <= BITMAP_BITS_MAX) return new SeenNumbers(bits);
  const isInjective = bits !== undefined && words <= INJECTIVE_WORDS;
  return new SeenTable(isInjective ? undefined : states, isInjective);
}

/** States that are small numbers: one bit for each. */
class SeenNumbers implements SeenStates {
  readonly nextBytes = 0;
  private readonly bitmap: Int32Array;
  private last = 0;

  constructor(bits: number) {
    this.bitmap = new Int32Array(Math.max(1, 2 ** (bits - 5)));
  }

  get bytes(): number {
    return this.bitmap.byteLength;
  }

  isKnown(words: Words): boolean {
    const number = words[0]!;
    this.last = number;
    return ((this.bitmap[number >>> 5]! >>> (number & 31)) & 1) === 1;
  }

  add(): void {
    this.bitmap[this.last >>> 5]! |= 1 << (this.last & 31);
  }

  odds(): number {
    return 0;
  }
}

const PLACES_MIN = 1 << 12;
/** The table is doubled before it is fuller than this; probes stay short. */
const FULL = 0.7;
/** A place is two lanes: low and high fingerprint, or low fingerprint and index of the state plus 1. */
const LANES = 2;

/**
 * A table with open addresses that grows by doubling. Two states are the same if their fingerprints
 * are, or, where it was given all their words, if these are.
 */
export class SeenTable implements SeenStates {
  /** The index of the state last asked for, if it was known and the table was given all words. */
  found = 0;
  private readonly fingerprint = new Fingerprint();
  private readonly exact: StateWords | undefined;
  private lanes = new Int32Array(LANES * PLACES_MIN);
  /** The free place that belongs to the state last asked for. */
  private free = 0;
  private count = 0;
  private holdsZero = false;

  private readonly isInjective: boolean;

  constructor(exact: StateWords | undefined, isInjective = false) {
    this.exact = exact;
    this.isInjective = isInjective;
  }

  get bytes(): number {
    return this.lanes.byteLength;
  }

  /** While it grows, both tables are there. */
  get nextBytes(): number {
    return this.isFull() ? 2 * this.lanes.byteLength : 0;
  }

  isKnown(words: Words, length: number): boolean {
    const { fingerprint, lanes, exact } = this;
    if (exact === undefined) fingerprint.take(words, length);
    else fingerprint.takeLow(words, length);
    const { low, high } = fingerprint;
    // Two zero lanes are a free place, so the fingerprint that is zero is kept apart.
    if (exact === undefined && (low | high) === 0) return this.holdsZero;
    const mask = lanes.length - 1;
    let place = (low << 1) & mask;
    for (;;) {
      const first = lanes[place]!;
      const second = lanes[place + 1]!;
      if ((first | second) === 0) break;
      if (first === low) {
        const index = (second >>> 0) - 1;
        if (exact === undefined ? second === high : exact.isAt(index, words, length)) {
          this.found = index;
          return true;
        }
      }
      place = (place + LANES) & mask;
    }
    this.free = place;
    return false;
  }

  add(index: number): void {
    const { low, high } = this.fingerprint;
    if (this.isFull()) {
      this.grow();
      this.free = freeFrom(this.lanes, low);
    }
    this.count += 1;
    if (this.exact === undefined && (low | high) === 0) {
      this.holdsZero = true;
      return;
    }
    this.lanes[this.free] = low;
    this.lanes[this.free + 1] = this.exact === undefined ? high : index + 1;
  }

  odds(states: number): number {
    return this.exact !== undefined || this.isInjective ? 0 : collisionOdds(states);
  }

  private isFull(): boolean {
    return this.count + 1 > (this.lanes.length / LANES) * FULL;
  }

  private grow(): void {
    const { lanes } = this;
    const wider = new Int32Array(lanes.length * 2);
    for (let place = 0; place < lanes.length; place += LANES) {
      const first = lanes[place]!;
      const second = lanes[place + 1]!;
      if ((first | second) === 0) continue;
      const free = freeFrom(wider, first);
      wider[free] = first;
      wider[free + 1] = second;
    }
    this.lanes = wider;
  }
}

function freeFrom(lanes: Int32Array, low: number): number {
  const mask = lanes.length - 1;
  let place = (low << 1) & mask;
  while ((lanes[place]! | lanes[place + 1]!) !== 0) place = (place + LANES) & mask;
  return place;
}
