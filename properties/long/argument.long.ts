/**
 * What does each switch break if it is flipped alone? Every property is asked again on every stage,
 * and the answers are compared with docs/results.json. `npm test` makes the kept traces again and
 * leaves the searches to `npm run test:long`. Unnoticed otherwise: a property that holds in the book
 * and nowhere else.
 */
import { expect, test } from 'vitest';
import { readResults } from '#cli';
import { flipResultOf, flipsInOrder } from '#harness';

const kept = readResults().flips;
const flips = flipsInOrder.map((flip, index) => ({ ...flip, kept: kept[index]! }));

test.each(flips)('$name, searched again, breaks what was kept', ({ kept: result, ...flip }) => {
  expect(flipResultOf(flip)).toEqual(result);
  expect(result.verdict).not.toBe('undecided');
});
