import { type Broken, Search } from '../explore/search.js';
import type { System } from '../explore/system.js';

/** One scope of a ladder as a system to be searched. */
export interface Rung<Finding> {
  /** The name of the scope. */
  readonly scope: string;
  readonly system: System<Finding>;
}

/** What was proven about the length of a failing sequence; it says nothing beyond the ladder. */
export interface Certificate {
  /** The rung at which the search ended: where it is complete, the home scope of what fails. */
  readonly scope: string;
  /** No sequence of so many commands, or of fewer, fails in any rung of the ladder. */
  readonly provenTo: number;
  /** Whether the search came to a failing sequence, which then is the least one of the ladder. */
  readonly complete: boolean;
  /** Sequences made, each of them one command longer than the first to come to some state. */
  readonly sequences: number;
  /** Different pairs of states come to, over all rungs. */
  readonly productStates: number;
}

/** Whether a bound of states ended the search before it knew of all traces shorter than this one. */
export const isCutShort = ({ complete, provenTo }: Certificate, length: number): boolean =>
  !complete && provenTo < length;

/** What bounds a search; neither is a time, so every machine comes to the same answer. */
export interface Bounds {
  /** The length of a sequence that is known to fail: nothing longer is looked at. */
  readonly lengthMax: number;
  /** The most pairs of states to come to, over all rungs. */
  readonly statesMax: number;
}

/** The least failing sequence of a ladder, and where it fails. */
export interface Least<Finding> {
  /** Index of the rung. */
  readonly rung: number;
  readonly broken: Broken<Finding>;
}

/**
 * Looks for the least failing sequence of a ladder: the shortest, of these the one at the lowest
 * rung, of these the first in the order in which the rung lists its commands. Lengths are the outer
 * loop, rungs the inner one; so the answer depends on the ladder and on what is searched alone.
 *
 * States are compared word by word: where two were taken for one, nothing would be proven.
 */
export class ShortestSearch<Finding> {
  private readonly rungs: readonly { readonly scope: string; readonly search: Search<Finding> }[];
  private readonly bounds: Bounds;
  private length = 1;
  private rung = 0;
  /** States of this rung from which sequences of this length have still to be made. */
  private left: number;
  private least: Least<Finding> | undefined;

  constructor(rungs: readonly Rung<Finding>[], bounds: Bounds) {
    if (rungs.length === 0) throw new Error('checker: a ladder without a rung proves nothing');
    this.rungs = rungs.map(({ scope, system }) => ({
      scope,
      search: new Search(system, { exact: true }),
    }));
    this.bounds = bounds;
    this.left = this.search.leftInLevel;
    // A side may be wrong as it boots: then no command is needed.
    const broken = this.rungs.findIndex(({ search }) => search.report().violation !== undefined);
    if (broken !== -1) {
      this.length = 0;
      this.rung = broken;
      this.noteLeast();
    }
  }

  /** Searches from at most so many more states; answers whether any are left within the bounds. */
  advance(states: number): boolean {
    for (let count = 0; count < states && this.isOpen(); count++) {
      while (this.left === 0 && this.isOpen()) this.enterNext();
      if (!this.isOpen()) break;
      this.left -= 1;
      if (!this.search.advance(1)) this.noteLeast();
    }
    return this.isOpen();
  }

  /** The least failing sequence, if the search came to one. */
  get found(): Least<Finding> | undefined {
    return this.least;
  }

  /** What is proven so far. */
  get certificate(): Certificate {
    return {
      scope: this.rungs[this.rung]!.scope,
      provenTo: Math.max(0, this.length - 1),
      complete: this.least !== undefined,
      sequences: this.total(({ search }) => search.counts().generated - 1),
      productStates: this.productStates(),
    };
  }

  private get search(): Search<Finding> {
    return this.rungs[this.rung]!.search;
  }

  private isOpen(): boolean {
    const { least, length, bounds } = this;
    if (least !== undefined || length > bounds.lengthMax) return false;
    return this.productStates() < bounds.statesMax;
  }

  /** Goes on to the next rung, and from the last one to the next length. */
  private enterNext(): void {
    if (this.rung + 1 < this.rungs.length) this.rung += 1;
    else if (this.length < this.bounds.lengthMax) {
      this.rung = 0;
      this.length += 1;
    } else {
      this.length += 1;
      return;
    }
    this.left = this.search.leftInLevel;
  }

  private noteLeast(): void {
    const broken = this.search.report().violation;
    if (broken !== undefined) this.least = { rung: this.rung, broken };
  }

  private productStates(): number {
    return this.total(({ search }) => search.counts().distinct);
  }

  private total(count: (rung: { readonly search: Search<Finding> }) => number): number {
    return this.rungs.reduce((sum, rung) => sum + count(rung), 0);
  }
}
