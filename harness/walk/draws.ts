import fc from 'fast-check';
import { faultless, type Omitted, omitted } from '../arbitraries.js';

/** What a walk is drawn from. */
export interface WalkDraws {
  /** As in other runs. */
  readonly omitted: Omitted;
  readonly length: number;
  /** Of its choices. */
  readonly seed: number;
}

/** The draws of a walk of at most so many calls. */
export function walks(callsMax: number): fc.Arbitrary<WalkDraws> {
  const drawn = fc.record({
    swarm: omitted,
    faultless,
    length: fc.integer({ min: 1, max: callsMax }),
    seed: fc.integer(),
  });
  return fc.noBias(drawn).map(({ swarm, faultless: places, length, seed }) => ({
    omitted: new Set([...swarm, ...places]),
    length,
    seed,
  }));
}
