import assert from 'node:assert/strict';
import { type CgroupId, cgroupId, ERRNO, type ResourceId, ROOT_CGROUP, UNLIMITED } from '#contract';
import { createLedgerDriver } from '#implementation';
import { complaintOf, numbersAt } from '../wild-writes.js';
import type { Check } from './check.js';

const [sev, sgx] = [0 as ResourceId, 1 as ResourceId];
const leaf = cgroupId(1);
const topology = {
  resources: ['sev', 'sgx'],
  cgroups: [{ parent: null }, { parent: ROOT_CGROUP }],
};

/** The ledger alone, as callers ask it that the subsystem is none of. */
export const ledger: Check = {
  name: 'the ledger alone answers as the kernel does',
  run() {
    const said: string[] = [];
    const platform = { warn: (reason: string) => void said.push(reason) };
    const asked = createLedgerDriver(topology, platform);
    const charge = (resource: ResourceId | null, cgroup: CgroupId | null, amount: number) =>
      asked.tryCharge(resource, cgroup, amount);
    assert.deepEqual(
      [
        charge(sev, leaf, 1),
        asked.setMax(sev, leaf, 5),
        asked.setCapacity(null, 3),
        asked.setCapacity(sev, 3),
        asked.capacity(sev),
        asked.capacity(sgx),
        charge(null, leaf, 1),
        charge(sev, null, 1),
        charge(sev, leaf, 4),
        charge(sev, leaf, 2),
        asked.setMax(sev, leaf, 1),
        // Above the limit by now, but nothing is charged.
        charge(sev, leaf, 0),
        charge(sev, leaf, 1),
      ],
      [-ERRNO.EINVAL, -ERRNO.EINVAL, -ERRNO.EINVAL, 0, 3, 0]
        .concat([-ERRNO.EINVAL, -ERRNO.EINVAL, -ERRNO.EBUSY, 0, 0, 0, -ERRNO.EBUSY])
        .map((answer) => answer + 0),
    );
    assert.deepEqual(asked.charge(sev, leaf), {
      max: 1,
      current: 2,
      peak: 2,
      events: 2,
      eventsLocal: 2,
    });
    asked.uncharge(null, leaf, 1);
    asked.uncharge(sev, null, 1);
    asked.uncharge(sgx, leaf, 0);
    assert.equal(asked.charge(sev, leaf).current, 2);
    asked.uncharge(sgx, leaf, 2);
    asked.uncharge(sgx, leaf, 0);
    assert.deepEqual(said, [
      'sgx of cgroup 1 is charged -2, below 0',
      'sgx of cgroup 0 is charged -2, below 0',
    ]);
    // Below 0 is just below 2^64, which is above every limit but none at all.
    asked.setCapacity(sgx, UNLIMITED);
    asked.setMax(sgx, leaf, 7);
    assert.equal(charge(sgx, leaf, 1), -ERRNO.EBUSY);
    const watched = createLedgerDriver(topology, platform, { debug: true });
    numbersAt(watched, 'usages').fill(Number.NaN, 1, 2);
    assert.match(
      complaintOf(() => watched.capacity(sev)),
      /row 1 has the inexact usage NaN/,
    );
    numbersAt(asked, 'usages').fill(Number.NaN, 1, 2);
    assert.equal(asked.capacity(sev), 3);
  },
};
