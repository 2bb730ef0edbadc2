/**
 * Do model and implementation never differ in the scopes whose product takes a minute and more?
 * `npm run test:long` asks; `npm test` leaves it out. Unnoticed otherwise: an answer that differs only
 * after calls that no random run and no small scope makes.
 */
import { expect, test } from 'vitest';
import { explore } from '#checker';
import { countImages, implementation, isNotBuilt, ProductSystem, targets } from '#harness';
import { agreementTexts, scopes } from '#model';

// A changed count means that the machine changed: say how in the commit that changes it here.
const PRODUCTS = [
  { name: 'vfio', distinct: 3_640, generated: 58_937, cuts: 0, depth: 16 },
  { name: 'queue', distinct: 4_716, generated: 58_135, cuts: 930, depth: 21 },
  { name: 'driver', distinct: 1_620, generated: 169_075, cuts: 908, depth: 12 },
  { name: 'queue-ids', distinct: 40_170, generated: 641_108, cuts: 15_808, depth: 25 },
  { name: 'queue-files', distinct: 46_962, generated: 668_545, cuts: 13_356, depth: 29 },
  { name: 'shares', distinct: 43_312, generated: 717_961, cuts: 0, depth: 19 },
] as const;

test.each(PRODUCTS)(
  'in scope $name model and implementation never differ, at any of $distinct pairs of states',
  ({ name, ...counts }) => {
    const found = explore(new ProductSystem(scopes[name], implementation), { exact: true });
    expect(found).toMatchObject({ verdict: 'holds', complete: true, ...counts });
  },
);

// Bonds and slots have 2,024 states. A group is one of three by the model, five by its blocking domain:
// never claimed, or let go or claimed with a blocking domain of either kind.
const { scope, modelStates, states, transitions, cuts, depth } =
  agreementTexts['linux-6.12-iommu'].long;

test.skipIf(isNotBuilt('linux-6.12-iommu'))(
  `in scope ${scope} the code of Linux 6.12 and the model never differ, at any of ${states} pairs of states`,
  () => {
    const product = new ProductSystem(scopes[scope], targets.get('linux-6.12-iommu')!);
    const counted = countImages(product);
    const counts = { distinct: states, generated: transitions + 1, cuts, depth };
    const found = explore(counted.system);
    expect(found).toMatchObject({ verdict: 'holds', complete: true, ...counts });
    expect([counted.images(), counted.states()]).toEqual([states, modelStates]);
    expect([states, modelStates]).toEqual([2_024 * 5 ** 4, 2_024 * 3 ** 4]);
  },
);
