/**
 * Does a naive search count as many states of the allocator of 6.1 as the explorer does, in the scope
 * that `explore --machine` takes, and do its claims for any callers hold there? `npm run test:long`
 * asks; `npm test` asks both in a smaller scope. Unnoticed otherwise: states that a shape merges, or
 * that break a claim, which no smaller scope has.
 */
import { expect, test } from 'vitest';
import { explore, MachineSystem, reachable } from '#checker';
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

test('with sloppy callers it has 31,005, and keeps what is claimed for them', () => {
  const isForAny = ({ callers }: { readonly callers: string }): boolean => callers === 'any';
  const system = new MachineSystem(
    ioasid,
    { ...IOASID_SCOPE, callers: 'any' },
    {
      invariants: ioasid.invariants.filter(isForAny),
      transitionInvariants: ioasid.transitionInvariants.filter(isForAny),
    },
  );
  expect(explore(system)).toMatchObject({
    verdict: 'holds',
    complete: true,
    distinct: 31_005,
    generated: 3_732_382,
    depth: 13,
  });
});
