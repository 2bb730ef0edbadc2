/**
 * How many states do the scopes have that are searched for their own sake, or for longer than a test may
 * take? `npm run test:long` asks; `npm test` leaves it out. Unnoticed otherwise: a machine that changed where the small scopes do not
 * look, and figures in benchmarks/README.md that nobody made again.
 */
import { expect, test } from 'vitest';
import { explore } from '#checker';
import { modelSystem } from '#harness';
import { scopes } from '#model';

// A changed count means that the machine changed: say how in the commit that changes it here.
const LARGE = [
  { name: 'neighbours', distinct: 4_297, generated: 217_994, cuts: 2_586, depth: 19 },
  { name: 'families', distinct: 5_026, generated: 71_773, cuts: 2_496, depth: 11 },
  { name: 'contest', distinct: 194_280, generated: 5_318_047, cuts: 540, depth: 21 },
  { name: 'drivers', distinct: 92_743, generated: 13_711_975, cuts: 102_828, depth: 16 },
] as const;

test.each(LARGE)(
  'every claim about states holds in all $distinct states of scope $name',
  ({ name, ...counts }) => {
    const { system } = modelSystem(scopes[name], 'states');
    expect(explore(system)).toMatchObject({ verdict: 'holds', complete: true, ...counts });
  },
);
