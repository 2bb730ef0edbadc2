/**
 * Does the misc controller of Linux 6.1 charge as that of 6.12 does, and where not? Asked of the code of
 * both, compiled by `npm run kernel:build`; skipped, and counted as skipped, where that was not done.
 * Unnoticed otherwise: that a limit did not hold before the sum became 64 bits wide (B58).
 */
import { describe, expect, test } from 'vitest';
import { cgroupId, type LedgerTopology, resourceId } from '#contract';
import {
  bothSides,
  fixtures,
  isNotBuilt,
  kernelLedger,
  type LedgerSide,
  validateTrace,
} from '#harness';

const recordings = (await fixtures())
  .filter(({ family, corruptAt }) => family === 'misc-cgroup' && corruptAt === undefined)
  .map(({ file }) => [file.split('/').at(-1)!, file] as const);

/** Files of 6.12 that 6.1 does not have, or counts otherwise. */
const NEWER: readonly string[] = ['misc.peak', 'misc.events', 'misc.events.local'];

/** The controller of 6.1; what it does not know is answered by that of 6.12. */
function completed(topology: LedgerTopology): LedgerSide {
  const old = kernelLedger('linux-6.1-misc-cgroup', topology);
  const newer = kernelLedger('linux-6.12-misc-cgroup', topology);
  return {
    ...old,
    setCapacity: (...args) => (newer.setCapacity(...args), old.setCapacity(...args)),
    tryCharge: (...args) => (newer.tryCharge(...args), old.tryCharge(...args)),
    uncharge: (...args) => (newer.uncharge(...args), old.uncharge(...args)),
    charge(...args) {
      const { max, current } = old.charge(...args);
      return { ...newer.charge(...args), max, current };
    },
    files: {
      ...old.files!,
      write: (...args) => (newer.files!.write(...args), old.files!.write(...args)),
      read: (cgroup, file) => (NEWER.includes(file) ? newer : old).files!.read(cgroup, file),
    },
  };
}

const notBuilt = isNotBuilt('linux-6.1-misc-cgroup') || isNotBuilt('linux-6.12-misc-cgroup');

describe.skipIf(notBuilt)('the misc controller of Linux 6.1', () => {
  test.each(recordings)(
    'charges, refuses and warns as 6.12 was recorded to: %s',
    async (_, file) => {
      const sides = {
        ...bothSides,
        implementation: { ...bothSides.implementation, ledger: completed },
      };
      expect(await validateTrace(file, undefined, sides)).toMatchObject({ kind: 'accepted' });
    },
  );

  test('lets a sum pass a limit that it does not fit into 32 bits, which 6.12 refuses', () => {
    const topology = {
      resources: ['sev', 'sev_es'],
      cgroups: [{ parent: null }, { parent: cgroupId(0) }],
    };
    const answers = (['linux-6.1-misc-cgroup', 'linux-6.12-misc-cgroup'] as const).map((name) => {
      const ledger = kernelLedger(name, topology);
      ledger.setCapacity(resourceId(0), 2 ** 40);
      ledger.setMax(resourceId(0), cgroupId(1), 5);
      const { ret } = ledger.tryCharge(resourceId(0), cgroupId(1), 2 ** 32);
      return { ret, current: ledger.charge(resourceId(0), cgroupId(1)).current };
    });
    expect(answers).toEqual([
      { ret: 0, current: 2 ** 32 },
      { ret: -16, current: 0 },
    ]);
  });
});
