/**
 * Does a naive search count as many states of the small machines as the explorer does, in the scopes
 * that `explore --machine` takes? `npm run test:long` asks; `npm test` asks it in smaller scopes.
 * Unnoticed otherwise: states that a shape merges which no smaller scope has.
 */
import { expect, test } from 'vitest';
import { reachable } from '#checker';
import { IOASID_SCOPE, type IoasidState, ioasid } from '#model';

test('the allocator of 6.1 has 3,657 states', () => {
  const key = ({ scope: _, ...state }: IoasidState): string => JSON.stringify(state);
  expect(reachable(ioasid, IOASID_SCOPE, { key, statesMax: 10_000 })).toEqual({
    states: 3_657,
    transitions: 461_347,
    cuts: 0,
    depth: 9,
  });
});
