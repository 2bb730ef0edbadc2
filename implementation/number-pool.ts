import { IdBitmap, NO_MEMBER } from './id-bitmap.js';

/**
 * Which of the numbers 0 .. size-1 are in use; a new user gets the lowest unused one.
 *
 *     unused   bit n is set while nobody uses n
 *     reach    every number in use is below it, so that a walk costs what was ever in use at once
 */
export class NumberPool {
  readonly size: number;
  private readonly unused: IdBitmap;
  private reach = 0;

  constructor(size: number) {
    this.size = size;
    this.unused = new IdBitmap(size);
    this.unused.fill();
  }

  isUsed(number: number): boolean {
    return number >= 0 && number < this.reach && !this.unused.has(number);
  }

  /** The lowest unused number, which stays unused; NO_MEMBER if all are in use. */
  lowest(): number {
    const lowest = this.unused.next(NO_MEMBER);
    return lowest < this.size ? lowest : NO_MEMBER;
  }

  /** The lowest unused number, which is then in use; NO_MEMBER if all are. */
  take(): number {
    const taken = this.unused.takeLowest(this.size);
    if (taken >= this.reach) this.reach = taken + 1;
    return taken;
  }

  /** Put a number of a snapshot into use. */
  claim(number: number): void {
    this.unused.delete(number);
    if (number >= this.reach) this.reach = number + 1;
  }

  giveBack(number: number): void {
    this.unused.add(number);
  }

  /** The least number in use greater than `number`, or NO_MEMBER. */
  next(number: number): number {
    const next = this.unused.nextAbsent(number, this.reach);
    return next < this.reach ? next : NO_MEMBER;
  }

  clear(): void {
    this.unused.fill();
    this.reach = 0;
  }

  representationFault(): string | undefined {
    const beyond = this.unused.nextAbsent(this.reach - 1);
    if (beyond < this.unused.capacity) return `number ${beyond} is in use past the reach`;
    return this.unused.representationFault();
  }
}
