import { doubled, doubledUnsigned, sortRising } from './columns.js';
import type { SnapshotReader, SnapshotWriter } from './snapshot.js';

/** Answer of a search that found no pair: the record that is never used. */
export const NO_PAIR = 0;

const FIRST_PAIRS = 8;

const NO_PAIRS = new Int32Array(0);
const NO_KEYS = new Uint32Array(0);

// A pair is ordered by one number: exact, as an owner is below 2^21 and a key below 2^32.
const KEYS_OF_AN_OWNER = 2 ** 32;

/**
 * Pairs (owner, key) with a value each: found by hash in O(1), walked owner by owner. A pair keeps
 * its record for as long as it is there, and a record is in two lists, both threaded through it.
 *
 *     buckets[hash] -> record -> record -> 0     through `chains`: pairs with the same hash
 *     heads[owner] <-> record <-> record -> 0    through `nexts` and `prevs`: pairs of one owner
 *     firstUnused -> record -> record -> 0       through `chains`: records given back; those from
 *                                                `reach` on were never in use
 *
 * Keys are 1 and up. Which record a pair has, and the order of the lists, depend on what came before,
 * and nobody sees either: what leaves the table leaves it in rising order.
 */
export class PairTable {
  protected owners = new Int32Array(FIRST_PAIRS);
  protected keys = new Uint32Array(FIRST_PAIRS);
  protected values = new Int32Array(FIRST_PAIRS);
  protected used = 0;
  private chains = new Int32Array(FIRST_PAIRS);
  private nexts = new Int32Array(FIRST_PAIRS);
  private prevs = new Int32Array(FIRST_PAIRS);
  private buckets = new Int32Array(FIRST_PAIRS);
  private readonly heads: Int32Array;
  private firstUnused: number = NO_PAIR;
  private reach = NO_PAIR + 1;
  private shift = shiftFor(FIRST_PAIRS);

  /** No pair yet, of the owners 0 .. owners-1. */
  constructor(owners: number) {
    this.heads = new Int32Array(owners);
  }

  /** The record of a pair, or NO_PAIR. */
  find(owner: number, key: number): number {
    const { owners, keys, chains } = this;
    let pair = this.buckets[this.hash(owner, key)]!;
    while (pair !== NO_PAIR && (keys[pair] !== key || owners[pair] !== owner)) {
      pair = chains[pair]!;
    }
    return pair;
  }

  /** Whether an owner has any pair. */
  hasAny(owner: number): boolean {
    return this.heads[owner] !== NO_PAIR;
  }

  /** Some pair of an owner, or NO_PAIR; `after` walks the others, in no order that means anything. */
  firstOf(owner: number): number {
    return this.heads[owner]!;
  }

  after(pair: number): number {
    return this.nexts[pair]!;
  }

  keyAt(pair: number): number {
    return this.keys[pair]!;
  }

  /** The keys of an owner in rising order, in an array of their own. */
  keysOf(owner: number): Uint32Array {
    let count = 0;
    for (let pair = this.firstOf(owner); pair !== NO_PAIR; pair = this.after(pair)) count++;
    if (count === 0) return NO_KEYS;
    const keys = new Uint32Array(count);
    let at = 0;
    for (let pair = this.firstOf(owner); pair !== NO_PAIR; pair = this.after(pair)) {
      keys[at++] = this.keys[pair]!;
    }
    sortRising(keys);
    return keys;
  }

  clear(): void {
    if (this.used > 0) {
      for (let pair = NO_PAIR + 1; pair < this.reach; pair++) this.heads[this.owners[pair]!] = 0;
      this.buckets.fill(NO_PAIR);
    }
    this.used = 0;
    this.firstUnused = NO_PAIR;
    this.reach = NO_PAIR + 1;
  }

  /** What is wrong with the lists, if anything. */
  pairFault(): string | undefined {
    let listed = 0;
    for (let owner = 0; owner < this.heads.length; owner++) {
      let before: number = NO_PAIR;
      for (let pair = this.firstOf(owner); pair !== NO_PAIR; pair = this.after(pair)) {
        const name = `${owner}/${this.keys[pair]}`;
        if (this.owners[pair] !== owner) return `pair ${name} is in the list of another owner`;
        if (this.prevs[pair] !== before) return `pair ${name} does not lead back`;
        if (this.find(owner, this.keys[pair]!) !== pair) return `pair ${name} is not found`;
        if (++listed > this.used) return `more than the ${this.used} pairs that are counted`;
        before = pair;
      }
    }
    return listed === this.used ? undefined : `${listed} pairs, the counter says ${this.used}`;
  }

  /** Put in a pair; one that is there already gets the value. */
  protected insert(owner: number, key: number, value: number): number {
    const known = this.find(owner, key);
    if (known !== NO_PAIR) {
      this.values[known] = value;
      return known;
    }
    const pair = this.takeRecord();
    this.owners[pair] = owner;
    this.keys[pair] = key;
    this.values[pair] = value;
    this.chain(pair);
    const next = this.heads[owner]!;
    this.nexts[pair] = next;
    this.prevs[pair] = NO_PAIR;
    this.heads[owner] = pair;
    if (next !== NO_PAIR) this.prevs[next] = pair;
    this.used++;
    return pair;
  }

  /** Take out a pair; its record is the first to be used again. NO_PAIR is nothing to take out. */
  protected delete(pair: number): void {
    if (pair === NO_PAIR) return;
    this.unchain(pair);
    const next = this.nexts[pair]!;
    const before = this.prevs[pair]!;
    if (before === NO_PAIR) this.heads[this.owners[pair]!] = next;
    else this.nexts[before] = next;
    if (next !== NO_PAIR) this.prevs[next] = before;
    this.chains[pair] = this.firstUnused;
    this.firstUnused = pair;
    this.used--;
  }

  /** Every pair, by rising owner, then key. */
  protected risingPairs(): Int32Array {
    if (this.used === 0) return NO_PAIRS;
    const order = new Float64Array(this.used);
    let at = 0;
    for (let owner = 0; at < order.length; owner++) {
      for (let pair = this.firstOf(owner); pair !== NO_PAIR; pair = this.after(pair)) {
        order[at++] = owner * KEYS_OF_AN_OWNER + this.keys[pair]!;
      }
    }
    sortRising(order);
    const pairs = new Int32Array(order.length);
    for (let i = 0; i < pairs.length; i++) {
      const key = order[i]! % KEYS_OF_AN_OWNER;
      pairs[i] = this.find((order[i]! - key) / KEYS_OF_AN_OWNER, key);
    }
    return pairs;
  }

  /** Write the owners that have pairs, each with its keys; `saveRest` adds what else a pair has. */
  protected savePairs(writer: SnapshotWriter, saveRest: (pair: number) => void): void {
    let previous = -1;
    // Most tables of a small machine are empty, and every snapshot asks each of them.
    for (let owner = 0, left = this.used; left > 0; owner++) {
      if (!this.hasAny(owner)) continue;
      writer.key(previous, owner);
      previous = owner;
      let before = 0;
      for (const key of this.keysOf(owner)) {
        writer.key(before, key);
        saveRest(this.find(owner, key));
        before = key;
        left--;
      }
      writer.endOfKeys();
    }
    writer.endOfKeys();
  }

  /** Read what `savePairs` wrote; `loadRest` reads what else a pair has, and puts it in. */
  protected loadPairs(
    reader: SnapshotReader,
    keyLimit: number,
    what: string,
    loadRest: (owner: number, key: number) => void,
  ): void {
    this.clear();
    const owners = this.heads.length;
    const whose = `owner of ${what}s`;
    for (
      let owner = reader.nextKey(-1, owners, whose);
      owner >= 0;
      owner = reader.nextKey(owner, owners, whose)
    ) {
      let key = reader.nextKey(0, keyLimit, what);
      // An owner without pairs is not written.
      if (key < 0) throw new Error(`snapshot: expected a ${what} of owner ${owner}, found none`);
      for (; key > 0; key = reader.nextKey(key, keyLimit, what)) loadRest(owner, key);
    }
  }

  /** Twice as many records; a table with further columns lengthens them, too. */
  protected makeRoom(): void {
    this.owners = doubled(this.owners);
    this.keys = doubledUnsigned(this.keys);
    this.values = doubled(this.values);
    this.chains = new Int32Array(this.owners.length);
    this.nexts = doubled(this.nexts);
    this.prevs = doubled(this.prevs);
    this.buckets = new Int32Array(this.owners.length);
    this.shift = shiftFor(this.owners.length);
    for (let pair = NO_PAIR + 1; pair < this.reach; pair++) this.chain(pair);
  }

  private takeRecord(): number {
    const unused = this.firstUnused;
    if (unused !== NO_PAIR) {
      this.firstUnused = this.chains[unused]!;
      return unused;
    }
    // Every record is in use, so all of them are chained anew in the larger buckets.
    if (this.reach === this.owners.length) this.makeRoom();
    return this.reach++;
  }

  private chain(pair: number): void {
    const bucket = this.hash(this.owners[pair]!, this.keys[pair]!);
    this.chains[pair] = this.buckets[bucket]!;
    this.buckets[bucket] = pair;
  }

  private unchain(pair: number): void {
    const bucket = this.hash(this.owners[pair]!, this.keys[pair]!);
    let before = this.buckets[bucket]!;
    if (before === pair) {
      this.buckets[bucket] = this.chains[pair]!;
      return;
    }
    while (this.chains[before] !== pair) before = this.chains[before]!;
    this.chains[before] = this.chains[pair]!;
  }

  private hash(owner: number, key: number): number {
    return Math.imul(key + Math.imul(owner, 0x85ebca6b), 0x9e3779b1) >>> this.shift;
  }
}

/** A hash is the top bits of a 32-bit product: as many as number the buckets. */
function shiftFor(buckets: number): number {
  return Math.clz32(buckets) + 1;
}
