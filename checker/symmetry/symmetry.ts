import type { Shape, Sort } from '#declaration';
import { renumberedWriter } from '../codec/codec.js';
import { type Block, Renumbering, sortsOf } from '../codec/renumbering.js';
import type { Words } from '../codec/words.js';
import { Colouring, factorial, type Tie } from './colours.js';
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
  /** What is told apart at each depth, and the words to which the first of a tie leads, and another. */
  private readonly levels: readonly {
    readonly colouring: Colouring;
    readonly first: Words;
    readonly other: Words;
  }[];
  private readonly to: Int32Array;
  private readonly tried: Words;
  private state: unknown;
  private own: Words;
  private sum = 0;

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
      first: new Int32Array(words),
      other: new Int32Array(words),
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
   * Writes the state that represents the class of this one, given with its words, and answers how
   * many states the class has.
   */
  represent(state: T, own: Words, words: Words): number {
    const { facts } = this;
    const { colouring } = this.levels[0]!;
    this.state = state;
    this.own = own;
    facts.clear();
    this.read(state, facts);
    colouring.begin(facts);
    this.stay();
    this.sum = facts.sum(this.to);
    const leavingItAsItIs = this.search(0, words);
    return this.renumberings / leavingItAsItIs;
  }

  /** The words of the state that represents the class of this one. */
  classOf(state: T): Words {
    this.stay();
    const own = new Int32Array(this.tried.length);
    this.renumber(state, this.to, own);
    const words = new Int32Array(own.length);
    this.represent(state, own, words);
    return words;
  }

  /**
   * Writes the least words of a level, and answers how many renumberings of its things lead to them:
   * as many as leave the state as it is.
   */
  private search(depth: number, least: Words): number {
    const { colouring } = this.levels[depth]!;
    colouring.refine(this.facts);
    const ties = colouring.ties();
    let count = depth === 0 ? this.tellApartAlone(ties) : 1;
    for (const tie of ties) {
      if (colouring.isApart(tie)) continue;
      if (!this.mayChangePlaces(tie)) return count * this.tellApart(depth, tie, least);
      count *= colouring.tellAllApart(tie);
    }
    if (ties.length > 0) colouring.sort();
    this.writeOrder(colouring.order, least);
    return count;
  }

  /**
   * Tells tied things apart that have nothing to do with another, if the state stays as it is when all
   * of them turn: then the same is said of all that are tied, and they may change places in any way.
   * Answers in how many.
   */
  private tellApartAlone(ties: readonly Tie[]): number {
    const alone = ties.filter((tie) => this.isAlone(tie));
    if (alone.length === 0) return 1;
    this.stay();
    for (const tie of alone) this.turn(tie, tie.length);
    if (!this.isUnchanged()) return 1;
    const { colouring } = this.levels[0]!;
    return alone.reduce((count, tie) => count * colouring.tellAllApart(tie), 1);
  }

  private isAlone(tie: Tie): boolean {
    for (const thing of tie) if (this.facts.isRelated[thing] === 1) return false;
    return true;
  }

  /** Tells each of the things from the others in turn. */
  private tellApart(depth: number, tie: Tie, least: Words): number {
    const { colouring, first, other } = this.levels[depth]!;
    const next = this.levels[depth + 1]!.colouring;
    next.copyButFor(colouring, tie[0]!);
    const countOfFirst = this.search(depth + 1, first);
    least.set(first);
    let count = countOfFirst;
    for (let index = 1; index < tie.length; index++) {
      next.copyButFor(colouring, tie[index]!);
      if (this.leadsTo(first, next)) {
        // The two are the same but for numbers, and so is all that is below.
        if (compare(first, least) === 0) count += countOfFirst;
        continue;
      }
      next.copyButFor(colouring, tie[index]!);
      const found = this.search(depth + 1, other);
      const order = compare(other, least);
      if (order < 0) least.set(other);
      if (order <= 0) count = order < 0 ? found : count + found;
    }
    return count;
  }

  /** Whether telling apart the first of each tie leads to these words. */
  private leadsTo(words: Words, colouring: Colouring): boolean {
    for (;;) {
      colouring.refine(this.facts);
      const [tie] = colouring.ties();
      if (tie === undefined) break;
      colouring.tellApart(tie[0]!);
    }
    this.writeOrder(colouring.order, this.tried);
    return compare(this.tried, words) === 0;
  }

  /**
   * Whether the things may change places in any way without changing the state. A change of two
   * neighbours and a turn of all of them make every other.
   */
  private mayChangePlaces(tie: Tie): boolean {
    const isUnchanged = (moved: number): boolean => {
      this.stay();
      this.turn(tie, moved);
      // What the facts deny need not be tried.
      return this.facts.sum(this.to) === this.sum && this.isUnchanged();
    };
    return isUnchanged(2) && (tie.length === 2 || isUnchanged(tie.length));
  }

  private stay(): void {
    const { to } = this;
    for (let thing = 0; thing < to.length; thing++) to[thing] = thing;
  }

  /** The first so many of the things go each to the place of the next. */
  private turn(tie: Tie, moved: number): void {
    for (let at = 0; at < moved; at++) this.to[tie[at]!] = tie[(at + 1) % moved]!;
  }

  private isUnchanged(): boolean {
    this.renumbering.set(this.to);
    this.write(this.state, this.tried);
    return compare(this.tried, this.own) === 0;
  }

  private writeOrder(order: Int32Array, words: Words): void {
    const { to } = this;
    for (let place = 0; place < to.length; place++) to[order[place]!] = place;
    this.renumbering.set(to);
    this.write(this.state, words);
  }
}

function compare(a: Words, b: Words): number {
  for (let word = 0; word < a.length; word++) {
    if (a[word] !== b[word]) return a[word]! < b[word]! ? -1 : 1;
  }
  return 0;
}
