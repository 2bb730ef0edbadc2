import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { CARELESS, type Omitted } from '../arbitraries.js';
import { kindsDrawn, weights } from '../kinds.js';
import type { ModelGraph } from '../model-graph.js';
import { FAULT_ONE_IN } from '../resolve.js';
import type { WalkDraws } from './draws.js';
import { type Junctions, KIND_WORDS } from './junctions.js';

/** No call can be chosen. */
export const NO_CALL = 0;

/**
 * The choices of one walk. They follow from what is drawn for it and from the states of the model that
 * it meets: not from what other walks met before, nor from what is remembered of them.
 */
export class Choices {
  readonly #graph: ModelGraph;
  readonly #junctions: Junctions;
  readonly #random: ReturnType<typeof xoroshiro128plus>;
  readonly #omitted: Omitted;
  /** By kind; 0, if the walk does without it. */
  readonly #weights: Int32Array;

  constructor(graph: ModelGraph, junctions: Junctions, { omitted, seed }: WalkDraws) {
    this.#graph = graph;
    this.#junctions = junctions;
    this.#random = xoroshiro128plus(seed);
    this.#omitted = omitted;
    this.#weights = ALL_WEIGHTS.slice();
    for (const [number, kind] of kindsDrawn.entries()) {
      if (omitted.has(kind)) this.#weights[number] = 0;
    }
  }

  /**
   * The number of a call that can be made in a state, if any: as in other runs first a kind by its
   * weight, then one of its calls; one in two is drawn again, a few times, if the model refuses it; one
   * in six that can fail does.
   */
  from(state: number): number {
    const start = this.#junctions.of(state);
    const { words } = this.#junctions;
    const end = start + words[start]! * KIND_WORDS;
    let total = 0;
    for (let at = start + 1; at <= end; at += KIND_WORDS) total += this.#weights[words[at]!]!;
    if (total === 0) return NO_CALL;
    let tries = this.#below(CARELESS + 1) === CARELESS ? 1 : TRIES;
    for (;;) {
      let at = start + 1;
      let rest = this.#below(total) - this.#weights[words[at]!]!;
      while (rest >= 0) {
        at += KIND_WORDS;
        rest -= this.#weights[words[at]!]!;
      }
      const call = words[at + 1]! + this.#below(words[at + 2]!);
      tries -= 1;
      if (tries > 0 && !this.#graph.isGranted(state, call)) continue;
      return this.#below(FAULT_ONE_IN) === 0 ? this.#failing(state, call) : call;
    }
  }

  /** The same call with a failure, if it can fail where failures are not omitted. */
  #failing(state: number, call: number): number {
    const list = this.#graph.failingOf(state, call);
    const length = this.#graph.table.lengthOf(list);
    if (length === 0) return call;
    const failing = list + 1 + this.#below(length);
    return this.#graph.known.faultsOf(failing).some(({ at }) => this.#omitted.has(at))
      ? call
      : failing;
  }

  #below(bound: number): number {
    return (this.#random.next() >>> 0) % bound;
  }
}

const ALL_WEIGHTS = Int32Array.from(kindsDrawn, (kind) => weights[kind]);

/** Calls that are looked at for one that is granted. */
const TRIES = 4;
