import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { CARELESS, type Omitted, type WalkDraws } from '../arbitraries.js';
import { kindsDrawn } from '../kinds.js';
import { FAULT_ONE_IN } from '../resolve.js';
import type { Place, Step } from './places.js';

/**
 * The choices of one walk. They follow from what is drawn for it and from the states of the model that
 * it meets: not from what other walks met before, nor from what is remembered of them.
 */
export class Choices {
  readonly #random: ReturnType<typeof xoroshiro128plus>;
  readonly #omitted: Omitted;
  /** By kind: 1, if the walk does without it. */
  readonly #isOmitted: Uint8Array;

  constructor({ omitted, seed }: WalkDraws) {
    this.#random = xoroshiro128plus(seed);
    this.#omitted = omitted;
    this.#isOmitted = Uint8Array.from(kindsDrawn, (kind) => (omitted.has(kind) ? 1 : 0));
  }

  /**
   * A call that can be made in a place, if any: as in other runs first a kind by its weight, then one of its
   * calls; one in two is drawn again, a few times, if the model refuses it; one in six that can fail does.
   */
  from({ kinds }: Place): Step | undefined {
    const isOmitted = this.#isOmitted;
    let weights = 0;
    for (let i = 0; i < kinds.length; i += 1) {
      if (isOmitted[kinds[i]!.kind] === 0) weights += kinds[i]!.weight;
    }
    if (weights === 0) return undefined;
    let tries = this.#below(CARELESS + 1) === CARELESS ? 1 : TRIES;
    for (;;) {
      let rest = this.#below(weights);
      let at = -1;
      do {
        at += 1;
        if (isOmitted[kinds[at]!.kind] === 0) rest -= kinds[at]!.weight;
      } while (rest >= 0);
      const { choices } = kinds[at]!;
      const { plain, faulted } = choices[this.#below(choices.length)]!;
      tries -= 1;
      if (tries > 0 && !plain.isGranted) continue;
      if (faulted.length === 0 || this.#below(FAULT_ONE_IN) !== 0) return plain;
      const failing = faulted[this.#below(faulted.length)]!;
      return failing.made.faults.some(({ at: place }) => this.#omitted.has(place))
        ? plain
        : failing;
    }
  }

  #below(bound: number): number {
    return (this.#random.next() >>> 0) % bound;
  }
}

/** Calls that are looked at for one that is granted. */
const TRIES = 4;
