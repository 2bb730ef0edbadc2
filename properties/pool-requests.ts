import fc from 'fast-check';
import { NO_PASID, PASID_LIMIT } from '#contract';
import type { PasidPool } from '#implementation';

const REQUESTS_MAX = 120;

// Around these ids another word, block or region of the bitmap begins.
const BORDERS = [1, 2, 32, 64, 1024, 2048, 32_768, 65_536, 1 << 19, PASID_LIMIT];

/** The ids 1 .. limit-1. */
export function idsBelow(limit: number): readonly number[] {
  return Array.from({ length: limit - 1 }, (_, index) => index + 1);
}

/** The rightful answer of a pool with these free ids to a request below `limit`. */
function lowest(free: ReadonlySet<number>, limit: number): number {
  let found = limit;
  for (const id of free) if (id < found) found = id;
  return found < limit ? found : NO_PASID;
}

/** A request with a limit of its own, as each device has one, or the return of an id. */
export function requests(limit: number) {
  const border = fc
    .tuple(fc.constantFrom(...BORDERS), fc.integer({ min: -2, max: 2 }))
    .map(([id, step]) => Math.min(Math.max(1, id + step), limit));
  const anyId = fc.oneof(border, fc.integer({ min: 1, max: limit }));
  const request = fc.record({
    kind: fc.constantFrom('take' as const, 'take' as const, 'release' as const),
    at: fc.oneof(anyId, fc.constant(limit)),
  });
  return fc.array(request, { maxLength: REQUESTS_MAX, size: 'max' });
}

/** Makes the requests on the pool and on the set side by side; the answers that are not the set's. */
export function wrongAnswers(
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
