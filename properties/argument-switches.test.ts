/**
 * What does each switch break if it is flipped alone? Every property is asked again on every stage,
 * and the answers are compared with docs/results.json. Unnoticed otherwise: a switch that nothing
 * reads any more, or a property that no design could break.
 */
import { describe, expect, test } from 'vitest';
import { readResults } from '#cli';
import { flipsInOrder } from '#harness';
import { FLIPS, invariants, transitionInvariants } from '#model';

const kept = readResults().flips;
const flips = flipsInOrder.map((flip, index) => ({ ...flip, kept: kept[index]! }));

test('every switch is flipped to each other value, and every property has an answer', () => {
  expect(kept.map(({ flip }) => flip)).toEqual(['reference', ...FLIPS.map(({ name }) => name)]);
  const properties = [...invariants, ...transitionInvariants].map(({ id }) => id);
  for (const { cells } of kept) expect(cells.map(({ property }) => property)).toEqual(properties);
});

describe('each switch, flipped anew, breaks what was kept', () => {
  test.each(flips)('$name', ({ decide, kept: result }) => {
    expect(decide()).toEqual(result);
    expect(result.verdict).not.toBe('undecided');
  });
});

test('the reference breaks nothing', () => {
  expect(kept[0]?.cells.filter(({ broken }) => broken !== undefined)).toEqual([]);
});

test('no trace that breaks a property is longer than five steps', () => {
  const lengths = kept.flatMap(({ cells }) =>
    cells.flatMap(({ broken }) => (broken === undefined ? [] : [broken.trace.length])),
  );
  expect(Math.max(...lengths)).toBe(5);
});
