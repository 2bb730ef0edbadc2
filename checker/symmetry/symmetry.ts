import type { Shape, Sort } from '#declaration';
import { renumberedWriter } from '../codec/codec.js';
import { type Block, Renumbering, sortsOf } from '../codec/renumbering.js';
import type { Words } from '../codec/words.js';
import { Colouring, type Tie } from './colours.js';
import { type FactReader, Facts, factReader } from './facts.js';

/**
 * Which states of a shape are one but for the numbers of like things. A class of such states is
 * represented by the one with the least words of those that the search below comes to, and it comes
 * to the same ones from every state of the class.
 *
 * Things are told apart by what the state says of them, so that most can get but one number. Where
 * some stay tied, each is told apart in turn; but things that change places without changing the
 * state are told apart in any order, and of two that lead to the same words one is enough.
 */
export class Symmetry<T> {
  /** The sorts that the shape speaks of, those with nothing alike among them. */
  readonly sorts: readonly Sort[];
  /** Like things in one row; a renumbering gives each the place of one of its block. */
  readonly blocks: readonly Block[];
  /** How many renumberings there are. */
  readonly renumberings: number;
  private readonly renumbering: Renumbering;
  private readonly write: (state: unknown, words: Words) => void;
  private readonly read: FactReader;
  private readonly facts: Facts;
  /** What is told apart at each depth of the search, and the least words found below. */
  private readonly levels: readonly { readonly colouring: Colouring; readonly least: Words }[];
  private readonly to: Int32Array;
  private readonly own: Words;
  private readonly tried: Words;
  private state: unknown;

  constructor({ node }: Shape<T>, words: number) {
    this.sorts = sortsOf(node);
    this.renumbering = new Renumbering(node);
    const { blocks, count } = this.renumbering;
    this.blocks = blocks;
    this.renumberings = blocks.reduce((product, { length }) => product * factorial(length), 1);
    this.write = renumberedWriter(node, this.renumbering);
    this.read = factReader(node, this.renumbering);
    this.facts = new Facts(count);
    // Each level tells at least one thing apart, and the first one none.
    this.levels = Array.from({ length: count + 1 }, () => ({
      colouring: new Colouring(blocks, count),
      least: new Int32Array(words),
    }));
    this.to = new Int32Array(count);
    this.own = new Int32Array(words);
    this.tried = new Int32Array(words);
  }

  /** Writes the state in which each thing has the number of the thing that `to` says. */
  renumber(state: T, to: Int32Array, words: Words): void {
    this.renumbering.set(to);
    this.write(state, words);
  }

  /**
   * Writes the state that represents the class of this one, and answers how many states the class
   * has.
   */
  represent(state: T, words: Words): number {
    const { facts, levels } = this;
    this.state = state;
    facts.clear();
    this.read(state, facts);
    levels[0]!.colouring.begin(facts);
    this.tryPlaces(identity);
    this.own.set(this.tried);
    const leavingItAsItIs = this.search(0);
    words.set(levels[0]!.least);
    return this.renumberings / leavingItAsItIs;
  }

  /**
   * Finds the least words of a level, and answers how many renumberings of its things lead to them:
   * as many as leave the state as it is.
   */
  private search(depth: number): number {
    const { colouring, least } = this.levels[depth]!;
    colouring.refine(this.facts);
    let count = 1;
    for (;;) {
      const tie = colouring.firstTie();
      if (tie === undefined) {
        this.tryOrder(colouring.order);
        least.set(this.tried);
        return count;
      }
      const things = thingsOf(colouring, tie);
      if (!this.mayChangePlaces(things)) return count * this.tellApart(depth, things);
      count *= factorial(things.length);
      colouring.tellApart(things);
      colouring.sort();
    }
  }

  /** Tells each of the things from the others in turn. */
  private tellApart(depth: number, things: Int32Array): number {
    const { colouring, least } = this.levels[depth]!;
    const next = this.levels[depth + 1]!;
    let count = 0;
    let countOfFirst = 0;
    let leastOfFirst: Words | undefined;
    for (const thing of things) {
      next.colouring.copy(colouring);
      next.colouring.tellApart(Int32Array.of(thing));
      if (leastOfFirst !== undefined && this.leadsTo(leastOfFirst, next.colouring)) {
        // The two are the same but for numbers, and so is all that is below.
        if (compare(leastOfFirst, least) === 0) count += countOfFirst;
        continue;
      }
      next.colouring.copy(colouring);
      next.colouring.tellApart(Int32Array.of(thing));
      const found = this.search(depth + 1);
      const order = count === 0 ? -1 : compare(next.least, least);
      if (order < 0) least.set(next.least);
      if (order <= 0) count = order < 0 ? found : count + found;
      if (leastOfFirst !== undefined) continue;
      leastOfFirst = next.least.slice();
      countOfFirst = found;
    }
    return count;
  }

  /** Whether telling apart the first of each tie leads to these words. */
  private leadsTo(words: Words, colouring: Colouring): boolean {
    for (;;) {
      colouring.refine(this.facts);
      const tie = colouring.firstTie();
      if (tie === undefined) break;
      colouring.tellApart(colouring.order.slice(tie.start, tie.start + 1));
    }
    this.tryOrder(colouring.order);
    return compare(this.tried, words) === 0;
  }

  /**
   * Whether the things may change places in any way without changing the state. A turn of all of
   * them and a change of two neighbours make every other.
   */
  private mayChangePlaces(things: Int32Array): boolean {
    const { length } = things;
    const isUnchanged = (moved: number): boolean => {
      this.tryPlaces((to) => {
        for (let at = 0; at < moved; at++) to[things[at]!] = things[(at + 1) % moved]!;
      });
      return compare(this.tried, this.own) === 0;
    };
    return isUnchanged(2) && (length === 2 || isUnchanged(length));
  }

  private tryPlaces(change: (to: Int32Array) => void): void {
    const { to } = this;
    for (let thing = 0; thing < to.length; thing++) to[thing] = thing;
    change(to);
    this.renumbering.set(to);
    this.write(this.state, this.tried);
  }

  private tryOrder(order: Int32Array): void {
    const { to } = this;
    for (let place = 0; place < to.length; place++) to[order[place]!] = place;
    this.renumbering.set(to);
    this.write(this.state, this.tried);
  }
}

function identity(): void {
  // Everything stays in its place.
}

function thingsOf({ order }: Colouring, { start, length }: Tie): Int32Array {
  return order.slice(start, start + length);
}

function compare(a: Words, b: Words): number {
  for (let word = 0; word < a.length; word++) {
    if (a[word] !== b[word]) return a[word]! < b[word]! ? -1 : 1;
  }
  return 0;
}

function factorial(number: number): number {
  return number < 2 ? 1 : number * factorial(number - 1);
}
