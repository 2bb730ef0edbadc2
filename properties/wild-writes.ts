import { cgroupId, deviceId, handleId, mmId, type PasidDriver, pasid, processId } from '#contract';
import { boot, type Target } from '#harness';
import { createPasidDriver } from '#implementation';
import { scopes } from '#model';

/** The shipped implementation, which looks at its own records at every call. */
export const watched: Target = {
  name: 'implementation, watched',
  create: (topology, platform) => createPasidDriver(topology, platform, { debug: true }),
};

/** A column of numbers, or an object with more of them: what a wild write can hit. */
type Memory = Record<string, never>;

/** A record of a part, by its path from the driver. Private to readers, but not to a wild write. */
export function memoryAt(driver: object, ...path: readonly string[]): Memory {
  let found: unknown = driver;
  for (const name of path) found = Reflect.get(found as object, name);
  if (found === undefined) throw new Error(`no record at ${path.join('.')}; was it renamed?`);
  return found as Memory;
}

/** The same, where it is a column. */
export const numbersAt = (driver: object, ...path: readonly string[]) =>
  memoryAt(driver, ...path) as unknown as Int32Array;

const { attachHandles, domains } = scopes.medium.topology;
/** The handle of the first bond. */
export const FIRST_SVA_HANDLE = handleId(attachHandles + 1);
const FIRST_SVA_DOMAIN = domains.length + 1;

/**
 * Two processes of cgroup 3: mm 0 bound in two groups, mm 1 in one and no longer in the other,,
 * one id in the hands of the driver of device 0, which waits for a page of mm 0.
 */
export function busyDriver(): PasidDriver {
  const { topology } = scopes.medium;
  const { driver } = boot(watched, topology);
  const first = deviceId(0);
  const second = deviceId(topology.devices.findIndex(({ group }) => group === 1));
  for (const number of [0, 1]) {
    driver.processSpawn(processId(number), mmId(number), cgroupId(3));
    driver.svaBind(first, mmId(number));
  }
  driver.svaBind(second, mmId(0));
  driver.svaUnbind(handleId(driver.svaBind(second, mmId(1))));
  driver.pasidAllocGlobal(first);
  driver.pageRequest(first, pasid(1));
  return driver;
}

const FLIP_LOWEST = 1;

/**
 * Each write corrupts one thing; the message names it. Records: 0 and 1 of mm 0, 2 of mm 1. Slots: 1 to
 * 3 are attached, 4 drains.
 */
export const writes: readonly (readonly [message: string, write: (driver: object) => void])[] = [
  [
    'processes: process 5 does not run and has a record',
    (driver) => numbersAt(driver, 'processes', 'cgroups').fill(3, 5, 6),
  ],
  [
    'processes: process 6 does not run and has a record',
    (driver) => numbersAt(driver, 'processes', 'mms').fill(3, 6, 7),
  ],
  [
    'mms: mm 5 has 2 references and live is false',
    (driver) => numbersAt(driver, 'mms', 'references').fill(2, 5, 6),
  ],
  [
    'mms: mm 1 has 0 references and live is true',
    (driver) => numbersAt(driver, 'mms', 'references').fill(0, 1, 2),
  ],
  [
    'mms: mm 7 is dropped and has a record',
    (driver) => numbersAt(driver, 'mms', 'pasids').fill(2, 7, 8),
  ],
  [
    'mms: mm 8 is dropped and has a record',
    (driver) => numbersAt(driver, 'mms', 'users').fill(2, 8, 9),
  ],
  ['pool: id 0 is marked free', (driver) => flip(driver, ['pool', 'free', 'members'])],
  [
    'pool: 3 ids are allocated, the counter says 4',
    (driver) => Reflect.set(memoryAt(driver, 'pool'), 'allocatedCount', 4),
  ],
  ['pool: free id 9 is charged', (driver) => numbersAt(driver, 'pool', 'chargedTo').fill(2, 9, 10)],
  [
    'groups: group 0 is under no known domain',
    (driver) => numbersAt(driver, 'groups', 'domains').fill(7, 0, 1),
  ],
  [
    'groups: group 0 has the inexact owner count 0.5',
    (driver) => numbersAt(driver, 'groups', 'ownerCounts').fill(0.5, 0, 1),
  ],
  [
    'slots: 4 pairs, the counter says 9',
    (driver) => Reflect.set(memoryAt(driver, 'slots'), 'used', 9),
  ],
  [
    'slots: slot 1/2 drains and has a handle',
    (driver) => numbersAt(driver, 'slots', 'values').fill(1, 4, 5),
  ],
  [
    'slots: group 0 has 2 slots attached and 0 draining',
    (driver) => numbersAt(driver, 'slots', 'attached').fill(9, 0, 1),
  ],
  [
    'slots: group 1 has 1 slots attached and 1 draining',
    (driver) => numbersAt(driver, 'slots', 'draining').fill(9, 1, 2),
  ],
  [
    'slots: id 0 is counted 1 times',
    (driver) => numbersAt(driver, 'slots', 'atPasid').fill(1, 0, 1),
  ],
  [
    'slots: id 9 is counted 1 times',
    (driver) => numbersAt(driver, 'slots', 'atPasid').fill(1, 9, 10),
  ],
  [
    'page requests: entry 1 counts none',
    (driver) => numbersAt(driver, 'requests', 'values').fill(0, 1, 2),
  ],
  [
    'page requests: pair 0/1 does not lead back',
    (driver) => numbersAt(driver, 'requests', 'prevs').fill(5, 1, 2),
  ],
  [
    `SVA domains: ${FIRST_SVA_DOMAIN} is in the list of mm 0`,
    (driver) => numbersAt(driver, 'svaDomains', 'mms').fill(1, 0, 1),
  ],
  [
    'SVA domains: the list of mm 0 has a loop',
    (driver) => numbersAt(driver, 'svaDomains', 'older').fill(FIRST_SVA_DOMAIN, 0, 1),
  ],
  [
    'ledger: row 3 has the parent 4, not a lower row of its resource',
    (driver) => numbersAt(driver, 'ledger', 'parents').fill(4, 3, 4),
  ],
  [
    'ledger: row 3 has the parent 3, not a lower row of its resource',
    (driver) => numbersAt(driver, 'ledger', 'parents').fill(3, 3, 4),
  ],
  [
    'ledger: row 3 has the parent -2, not a lower row of its resource',
    (driver) => numbersAt(driver, 'ledger', 'parents').fill(-2, 3, 4),
  ],
  [
    'ledger: row 3 has the inexact usage 0.5',
    (driver) => numbersAt(driver, 'ledger', 'usages').fill(0.5, 3, 4),
  ],
];

/** Turn the lowest bit of a column around. */
export function flip(driver: object, path: readonly string[]): void {
  numbersAt(driver, ...path)[0]! ^= FLIP_LOWEST;
}

// Each bitmap of the subsystem, and each summary of a bitmap.
export const bitmaps = [
  ['processes', 'processes', 'running'],
  ['mms', 'mms', 'live'],
  ['driver records: device 0', 'driverRecords', 'held', '0'],
  ['pool', 'pool', 'free'],
  ['SVA domains', 'svaDomains', 'numbers', 'unused'],
  ['SVA handles', 'svaHandles', 'numbers', 'unused'],
  ['files', 'files', 'numbers', 'unused'],
  ['mdevs', 'mdevs', 'created'],
] as const;
/** The columns of a bitmap. */
export const summaries = ['words', 'blocks', 'regions'];

/** What a call throws. */
export function complaintOf(call: () => unknown): string {
  try {
    call();
    return 'no complaint';
  } catch (error) {
    return (error as Error).message;
  }
}
