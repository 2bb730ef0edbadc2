/**
 * Is the lowest free id always given, and never to two owners? Answered by the pool against a plain
 * set of what is free, with ranges that end at, just below and just above a word (32 ids), a block
 * (1,024), a region (32,768) and all 20 bits: there a summary of the bitmap begins or ends. What
 * goes wrong only in a range of another size would go unnoticed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_PASID, PASID_LIMIT } from '#contract';
import { PasidPool } from '#implementation';
import { idsBelow, requests, wrongAnswers } from './pool-requests.js';

const RUN = {
  seed: 5_18,
  runs: 60,
  scope: [1, 2, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 32_767, 32_768, 32_769, PASID_LIMIT],
} as const;

/** The ids that a pool gives until it has no more. */
function takenUntilEmpty(pool: PasidPool, limit: number): readonly number[] {
  const taken: number[] = [];
  for (let id = pool.take(limit); id !== NO_PASID; id = pool.take(limit)) taken.push(id);
  return taken;
}

describe.each(RUN.scope)('in a pool of the ids below %i', (limit) => {
  const isTakenIn = (free: ReadonlySet<number>) => (id: number) => id < limit && !free.has(id);

  test('all ids are given in rising order, and again after all came back', () => {
    const pool = new PasidPool(limit);
    const all = idsBelow(limit);
    const first = takenUntilEmpty(pool, limit);
    expect(first.length).toBe(all.length);
    expect(first.every((id, index) => id === all[index])).toBe(true);
    // Back in an order that is none: first all odd ids from above, then all even ones from below.
    for (let id = limit - 1; id > 0; id--) if (id % 2 === 1) pool.release(id);
    for (let id = 2; id < limit; id += 2) pool.release(id);
    const second = takenUntilEmpty(pool, limit);
    expect(second.length).toBe(all.length);
    expect(second.every((id, index) => id === all[index])).toBe(true);
  });

  test('a pool that was used up gives the lowest id that came back', () => {
    const pool = new PasidPool(limit);
    takenUntilEmpty(pool, limit);
    const free = new Set<number>();
    const property = fc.property(requests(limit), (made) => {
      expect(wrongAnswers(pool, free, made, isTakenIn(free))).toEqual([]);
    });
    fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs, endOnFailure: true });
    const rest = [...free].sort((a, b) => a - b);
    expect(takenUntilEmpty(pool, limit)).toEqual(rest);
  });
});

describe.each(RUN.scope.filter((limit) => limit <= 1025))(
  'in a fresh pool of the ids below %i',
  (limit) => {
    test('each request is given the lowest free id, and the pool says who is allocated', () => {
      const property = fc.property(requests(limit), (made) => {
        const pool = new PasidPool(limit);
        const free = new Set(idsBelow(limit));
        expect(wrongAnswers(pool, free, made, (id) => id < limit && !free.has(id))).toEqual([]);
        const taken = idsBelow(limit).filter((id) => !free.has(id));
        const { allocatedCount, allocated } = pool.view();
        expect([allocatedCount, allocated.map(({ pasid }) => pasid)]).toEqual([
          taken.length,
          taken,
        ]);
        expect(pool.representationFault()).toBeUndefined();
      });
      fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
    });
  },
);
