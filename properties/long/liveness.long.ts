/**
 * Are the claims about runs decided alike where there are two ids, or one more file? `npm run test:long`
 * asks; `npm test` leaves it out. Unnoticed otherwise: a drain that waits for what happens under
 * another id, and what the bounds leave open in scopes that users may search.
 */
import { expect, test } from 'vitest';
import { decideLiveness, Search } from '#checker';
import { graphSystem, livenessIn } from '#harness';
import { type LivenessId, scopes } from '#model';

type Numbers = readonly [verdict: string, due: number, components: number, cut: number];

// A changed count means that the machine changed: say how in the commit that changes it here.
const LARGE: readonly {
  readonly name: keyof typeof scopes;
  readonly states: number;
  readonly claims: Readonly<Record<LivenessId, Numbers>>;
}[] = [
  {
    name: 'shares',
    states: 43_312,
    claims: {
      'drain-ends': ['holds', 59_760, 585, 0],
      'let-go-comes-free': ['holds', 59_760, 0, 0],
      'pending-is-answered': ['holds', 0, 0, 0],
      'kernel-gets-group-back': ['holds', 8_568, 315, 0],
      'everything-comes-back': ['holds', 43_304, 0, 0],
    },
  },
  {
    // While one PASID drains, requests under the other one come to their bound.
    name: 'queue-ids',
    states: 40_170,
    claims: {
      'drain-ends': ['undecided', 21_312, 1_410, 7_272],
      'let-go-comes-free': ['holds', 21_312, 0, 0],
      'pending-is-answered': ['undecided', 19_968, 2_108, 6_256],
      'kernel-gets-group-back': ['holds', 5_265, 2_127, 0],
      'everything-comes-back': ['holds', 40_167, 0, 0],
    },
  },
  {
    name: 'queue-files',
    states: 46_962,
    claims: {
      'drain-ends': ['holds', 2_667, 1_209, 0],
      'let-go-comes-free': ['holds', 2_667, 0, 0],
      'pending-is-answered': ['holds', 3_810, 2_014, 0],
      'kernel-gets-group-back': ['holds', 5_715, 3_021, 0],
      'everything-comes-back': ['holds', 46_959, 0, 0],
    },
  },
];

test.each(LARGE)('in scope $name, at $states states', ({ name, states, claims }) => {
  const system = graphSystem(scopes[name]);
  const search = new Search(system, { keepsGraph: true });
  while (search.advance(Number.MAX_SAFE_INTEGER));
  expect(search.counts().distinct).toBe(states);
  const decided = decideLiveness(system, search, livenessIn(scopes[name]));
  const rows = decided.map(({ claim, verdict, due, components, cut }) => {
    return [claim, [verdict, due, components, cut]];
  });
  expect(Object.fromEntries(rows)).toEqual(claims);
});
