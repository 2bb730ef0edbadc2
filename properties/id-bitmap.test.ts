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

const RUN = {
  seed: 5_18,
  runs: 60,
  requestsMax: 120,
  scope: [1, 2, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 32_767, 32_768, 32_769, PASID_LIMIT],
} as const;

// Around these ids another word, block or region of the bitmap begins.
const BORDERS = [1, 2, 32, 64, 1024, 2048, 32_768, 65_536, 1 << 19, PASID_LIMIT];

/** The ids 1 .. limit-1. */
function idsBelow(limit: number): readonly number[] {
  return Array.from({ length: limit - 1 }, (_, index) => index + 1);
}

/** The rightful answer of a pool with these free ids to a request below `limit`. */
function lowest(free: ReadonlySet<number>, limit: number): number {
  let found = limit;
  for (const id of free) if (id < found) found = id;
  return found < limit ? found : NO_PASID;
}

/** The ids that a pool gives until it has no more. */
function takenUntilEmpty(pool: PasidPool, limit: number): readonly number[] {
  const taken: number[] = [];
  for (let id = pool.take(limit); id !== NO_PASID; id = pool.take(limit)) taken.push(id);
  return taken;
}

/** A request with a limit of its own, as each device has one, or the return of an id. */
function requests(limit: number) {
  const border = fc
    .tuple(fc.constantFrom(...BORDERS), fc.integer({ min: -2, max: 2 }))
    .map(([id, step]) => Math.min(Math.max(1, id + step), limit));
  const anyId = fc.oneof(border, fc.integer({ min: 1, max: limit }));
  const request = fc.record({
    kind: fc.constantFrom('take' as const, 'take' as const, 'release' as const),
    at: fc.oneof(anyId, fc.constant(limit)),
  });
  return fc.array(request, { maxLength: RUN.requestsMax, size: 'max' });
}

/** Makes the requests on the pool and on the set side by side; the answers that are not the set's. */
function wrongAnswers(
  pool: PasidPool,
  free: Set<number>,
  made: readonly { readonly kind: 'take' | 'release'; readonly at: number }[],
  isTaken: (id: number) => boolean,
): readonly { below: number; expected: number; answer: number }[] {
  const wrong: { below: number; expected: number; answer: number }[] = [];
  for (const { kind, at } of made) {
    if (kind === 'take') {
      const expected = lowest(free, at);
      const answer = pool.take(at);
      if (answer !== expected) wrong.push({ below: at, expected, answer });
      free.delete(answer);
    } else if (isTaken(at)) {
      pool.release(at);
      free.add(at);
    }
  }
  return wrong;
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
