import { cgroupId } from '#contract';
import type { LedgerAction } from '#model';
import type { LedgerScope } from './ledger-bench.js';

const ROOT = cgroupId(0);
const CHILD = cgroupId(1);
/** About where a sum of 32 bits ends, with its sign and without. */
const AMOUNTS = [1, 2 ** 31, 2 ** 32 + 1];

/** Two cgroups and amounts around the ends of 32 bits. */
export const SUMS: LedgerScope & { readonly about: string } = {
  name: 'sums',
  about: 'A cgroup below the root, and amounts about where a sum of 32 bits ends.',
  topology: { resources: ['sev', 'sev_es'], cgroups: [{ parent: null }, { parent: ROOT }] },
  calls: [
    ...[10, 2 ** 33].map((capacity): LedgerAction => ({ kind: 'set-capacity', capacity })),
    { kind: 'set-max', cgroup: CHILD, max: 10 },
    ...[ROOT, CHILD].flatMap((cgroup) =>
      AMOUNTS.map((amount): LedgerAction => ({ kind: 'try-charge', cgroup, amount })),
    ),
  ],
};
