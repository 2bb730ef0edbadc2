import type { Block } from '../codec/renumbering.js';
import type { Facts } from './facts.js';
import { mixed } from './mixing.js';

/** Like things that a colouring does not tell apart. */
export type Tie = readonly number[];

/**
 * A colour for each thing, which follows from the facts and not from its number, and the things of
 * each block in the order of their colours. Colours are hashes: two things may have one by accident
 * and are then told apart by trial, like things that have one for a reason.
 */
export class Colouring {
  /** The things, block by block, in rising order of colour. */
  readonly order: Int32Array;
  private readonly colours: Int32Array;
  private readonly sums: Int32Array;
  /** Index: thing. Whether another has its colour. */
  private readonly isTied: Uint8Array;
  private readonly blocks: readonly Block[];

  constructor(blocks: readonly Block[], things: number) {
    this.blocks = blocks;
    this.colours = new Int32Array(things);
    this.sums = new Int32Array(things);
    this.isTied = new Uint8Array(things);
    this.order = new Int32Array(things);
  }

  /** Colours things by their block and by what is said of each alone. */
  begin({ alone }: Facts): void {
    const { blocks, colours, order } = this;
    for (let block = 0; block < blocks.length; block++) {
      const { first, length } = blocks[block]!;
      for (let thing = first; thing < first + length; thing++) {
        colours[thing] = mixed(alone[thing]! + mixed(block + 1));
        order[thing] = thing;
      }
    }
  }

  /** Takes over the colours of another, but for a thing that gets one of its own. */
  copyButFor({ colours, order }: Colouring, apart: number): void {
    for (let index = 0; index < colours.length; index++) {
      this.colours[index] = colours[index]!;
      this.order[index] = order[index]!;
    }
    this.tellApart(apart);
  }

  /** Gives a thing a colour of its own. */
  tellApart(thing: number): void {
    this.colours[thing] = mixed(this.colours[thing]! + 1);
  }

  /** Gives each of the things a colour of its own, and answers in how many orders that can be done. */
  tellAllApart(tie: Tie): number {
    for (let index = 0; index < tie.length; index++) {
      const thing = tie[index]!;
      this.colours[thing] = mixed(this.colours[thing]! + 1 + index);
    }
    return factorial(tie.length);
  }

  /** Whether things that had one colour have been told apart. */
  isApart([first, second]: Tie): boolean {
    return this.colours[first!] !== this.colours[second!];
  }

  /**
   * Colours things by the colours of those they share facts with, again and again, until that tells no
   * more apart. What has a colour of its own keeps it.
   */
  refine(facts: Facts): void {
    let known = this.sort();
    while (this.mixIn(facts)) {
      const cells = this.sort();
      if (cells <= known) return;
      known = cells;
    }
  }

  /** The things that have one colour, for each colour that several have. */
  ties(): Tie[] {
    const { blocks, colours, order } = this;
    const ties: Tie[] = [];
    for (let block = 0; block < blocks.length; block++) {
      const { first, length } = blocks[block]!;
      let tie: number[] | undefined;
      for (let at = first + 1; at < first + length; at++) {
        const thing = order[at]!;
        const before = order[at - 1]!;
        if (colours[thing] !== colours[before]) {
          tie = undefined;
        } else if (tie === undefined) {
          tie = [before, thing];
          ties.push(tie);
        } else tie.push(thing);
      }
    }
    return ties;
  }

  /** Sorts the things of each block by colour, and answers how many colours there are. */
  sort(): number {
    const { blocks, colours, order, isTied } = this;
    let cells = 0;
    for (let block = 0; block < blocks.length; block++) {
      const { first, length } = blocks[block]!;
      for (let at = first + 1; at < first + length; at++) {
        const thing = order[at]!;
        const colour = colours[thing]!;
        let to = at;
        for (; to > first && colours[order[to - 1]!]! > colour; to--) order[to] = order[to - 1]!;
        order[to] = thing;
      }
      cells += length;
      isTied[order[first]!] = 0;
      for (let at = first + 1; at < first + length; at++) {
        const thing = order[at]!;
        const before = order[at - 1]!;
        const isSame = colours[thing] === colours[before] ? 1 : 0;
        isTied[thing] = isSame;
        if (isSame === 0) continue;
        isTied[before] = 1;
        cells -= 1;
      }
    }
    return cells;
  }

  /** Answers whether any thing shares a fact that has no colour of its own. */
  private mixIn({ together, end }: Facts): boolean {
    const { colours, sums, isTied } = this;
    for (let thing = 0; thing < sums.length; thing++) sums[thing] = 0;
    let isAny = false;
    for (let at = 0; at < end; ) {
      let fact = together[at++]!;
      const first = at + 1;
      const last = first + together[at]!;
      let tied = 0;
      for (at = first; at < last; at++) {
        const thing = together[at]!;
        fact = mixed(fact + colours[thing]!);
        tied |= isTied[thing]!;
      }
      if (tied === 0) continue;
      isAny = true;
      for (let index = first; index < last; index++) {
        const thing = together[index]!;
        // What a fact says of a thing depends on its place there; the sum, not on the facts' order.
        sums[thing] = (sums[thing]! + Math.imul(fact, 2 * (index - first) + 1)) | 0;
      }
    }
    if (!isAny) return false;
    for (let thing = 0; thing < colours.length; thing++) {
      if (isTied[thing] === 1) colours[thing] = mixed(colours[thing]! + sums[thing]!);
    }
    return true;
  }
}

/** In how many orders so many things can be. */
export function factorial(number: number): number {
  return number < 2 ? 1 : number * factorial(number - 1);
}
