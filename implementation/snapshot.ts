import { UNLIMITED } from '#contract';
import { NO_MEMBER } from './id-bitmap.js';

const VERSION = 3;

// A number of any size: 0 .. 250 is one byte, itself; `max` is one byte; everything else (greater,
// or negative after an uncharge too many) is a mark and eight bytes.
const LAST_SHORT_NUMBER = 250;
const MARK_UNLIMITED = 251;
const MARK_FLOAT64 = 252;
const FLOAT64_BYTES = 8;

/**
 * Writes the one canonical byte string of a state. Integers are little-endian groups of seven bits,
 * the top bit says that another group follows; sets are rising gaps, ended by a gap of 0.
 */
export class SnapshotWriter {
  private bytes = new Uint8Array(256);
  private length = 0;

  /** Forget what was written and begin the next snapshot; the buffer is used again. */
  begin(): void {
    this.length = 0;
    this.byte(VERSION);
  }

  /** A key, a length or a gap: an integer from 0 to 2^32-1. */
  integer(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** A member of a rising set, as the gap to the one before it. */
  key(previous: number, key: number): void {
    this.integer(key - previous);
  }

  /** No further member: a gap of 0. */
  endOfKeys(): void {
    this.integer(0);
  }

  /** A counter, which may be of any size and sign. */
  number(value: number): void {
    if (isShort(value)) this.byte(value);
    else if (value === UNLIMITED) this.byte(MARK_UNLIMITED);
    else {
      this.byte(MARK_FLOAT64);
      this.makeRoomFor(FLOAT64_BYTES);
      new DataView(this.bytes.buffer).setFloat64(this.length, value, true);
      this.length += FLOAT64_BYTES;
    }
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private byte(value: number): void {
    if (this.length === this.bytes.length) this.makeRoomFor(1);
    this.bytes[this.length++] = value;
  }

  private makeRoomFor(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Whether a number is written as one byte, itself. */
function isShort(value: number): boolean {
  return value >= 0 && value <= LAST_SHORT_NUMBER && Number.isInteger(value);
}

// Five groups of 7 bits hold every integer that is written.
const MAX_SCALE = 0x80 ** 4;

/** Reads what a SnapshotWriter wrote and says where and why a byte string is not that. */
export class SnapshotReader {
  private readonly bytes: Uint8Array;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const version = this.byte('version');
    if (version !== VERSION) {
      throw new Error(`snapshot: expected version ${VERSION}, the first byte says ${version}`);
    }
  }

  /** The next integer, which has to be 0 .. bound-1. */
  below(bound: number, what: string): number {
    const start = this.position;
    let value = 0;
    let scale = 1;
    let group = this.byte(what);
    while (group > 0x7f && scale < MAX_SCALE) {
      value += (group & 0x7f) * scale;
      scale *= 0x80;
      group = this.byte(what);
    }
    value += group * scale;
    // One value has one encoding: a last group of 0 says nothing, and is never written.
    if (group > 0x7f || (group === 0 && scale > 1)) {
      throw new Error(`snapshot: expected ${what} at byte ${start} in its shortest form`);
    }
    if (value >= bound) {
      throw new Error(
        `snapshot: expected ${what} below ${bound} at byte ${start}, found ${value}; ` +
          'was it taken from the same topology?',
      );
    }
    return value;
  }

  /** The next key of a rising set after `previous`, below `bound`; NO_MEMBER at its end. */
  nextKey(previous: number, bound: number, what: string): number {
    const gap = this.below(bound - previous, `gap to the next ${what}`);
    return gap === 0 ? NO_MEMBER : previous + gap;
  }

  /** The next counter. */
  number(what: string): number {
    const first = this.byte(what);
    if (first <= LAST_SHORT_NUMBER) return first;
    if (first === MARK_UNLIMITED) return UNLIMITED;
    if (first !== MARK_FLOAT64) {
      throw new Error(`snapshot: expected a number for ${what}, found the mark ${first}`);
    }
    this.expectBytes(FLOAT64_BYTES, what);
    const { buffer, byteOffset } = this.bytes;
    const value = new DataView(buffer, byteOffset).getFloat64(this.position, true);
    this.position += FLOAT64_BYTES;
    if (isShort(value) || value === UNLIMITED) {
      throw new Error(`snapshot: expected ${what} in its shortest form, found eight bytes`);
    }
    return value;
  }

  /** The next counter that is kept in 32 bits. */
  count(what: string): number {
    const value = this.number(what);
    if (value === (value | 0)) return value;
    throw new Error(`snapshot: expected ${what} to be an integer of 32 bits, found ${value}`);
  }

  /** Nothing may follow the last record. */
  finish(): void {
    if (this.position === this.bytes.length) return;
    throw new Error(
      `snapshot: expected the end after ${this.position} bytes, found ${this.bytes.length} bytes`,
    );
  }

  private byte(what: string): number {
    this.expectBytes(1, what);
    return this.bytes[this.position++]!;
  }

  private expectBytes(count: number, what: string): void {
    if (this.position + count <= this.bytes.length) return;
    throw new Error(
      `snapshot: expected ${what} at byte ${this.position}, ` +
        `found the end of ${this.bytes.length} bytes`,
    );
  }
}
