/**
 * Does debug mode notice a broken representation? Answered from both sides: random runs never make
 * it complain, and each of a list of wild writes into the records of a busy machine does, with the
 * record named. A write that leaves every part consistent in itself, such as an mm whose user is
 * another process, goes unnoticed: no check relates two parts.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cgroupId, deviceId, handleId, mmId, type PasidDriver, processId } from '#contract';
import { boot, everything, runDraws, runOfDraws, Seen, type Target } from '#harness';
import { createLedgerDriver, createPasidDriver } from '#implementation';
import { scopes } from '#model';

const RUN = {
  seed: 11_235,
  runs: 40,
  commandsMax: 80,
  scope: [scopes.tiny, scopes.small, scopes.medium],
};

const watched: Target = {
  name: 'implementation, watched',
  create: (topology, platform) => createPasidDriver(topology, platform, { debug: true }),
};

test.each(RUN.scope)('no lawful run in scope $name makes debug mode complain', (scope) => {
  const property = fc.property(runOfDraws(RUN.commandsMax), (drawn) => {
    const setting = { scope, target: watched, checks: everything, path: 'mutable' as const };
    // A complaint is thrown, and a call that throws is an answer that no table allows.
    expect(
      runDraws({ ...setting, callers: 'lawful', seen: new Seen() }, drawn).failure,
    ).toBeUndefined();
  });
  fc.assert(property, { seed: RUN.seed, numRuns: RUN.runs });
});

/** A column of numbers, or an object with more of them: what a wild write can hit. */
type Memory = Record<string, never>;

/** A record of a part, by its path from the driver. Private to readers, but not to a wild write. */
function memoryAt(driver: object, ...path: readonly string[]): Memory {
  let found: unknown = driver;
  for (const name of path) found = Reflect.get(found as object, name);
  if (found === undefined) throw new Error(`no record at ${path.join('.')}; was it renamed?`);
  return found as Memory;
}

const numbersAt = (driver: object, ...path: readonly string[]) =>
  memoryAt(driver, ...path) as unknown as Int32Array;

const { attachHandles, domains } = scopes.medium.topology;
const FIRST_SVA_HANDLE = handleId(attachHandles + 1);
const FIRST_SVA_DOMAIN = domains.length + 1;

/**
 * Two processes of cgroup 3: mm 0 bound in two groups, mm 1 in one and no longer in the other, and
 * one id in the hands of the driver of device 0.
 */
function busyDriver(): PasidDriver {
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
  return driver;
}

const FLIP_LOWEST = 1;

/** Each write corrupts one thing; the message names it. Records: 0 and 1 of mm 0, 2 of mm 1. */
const writes: readonly (readonly [message: string, write: (driver: object) => void])[] = [
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
    'ledger: row 3 has the inexact usage 0.5',
    (driver) => numbersAt(driver, 'ledger', 'usages').fill(0.5, 3, 4),
  ],
];

/** Turn the lowest bit of a column around. */
function flip(driver: object, path: readonly string[]): void {
  numbersAt(driver, ...path)[0]! ^= FLIP_LOWEST;
}

// Each bitmap of the subsystem, and each summary of a bitmap.
const bitmaps = [
  ['processes', 'processes', 'running'],
  ['mms', 'mms', 'live'],
  ['driver records: device 0', 'driverRecords', 'held', '0'],
  ['pool', 'pool', 'free'],
  ['SVA domains', 'svaDomains', 'numbers', 'unused'],
  ['SVA handles', 'svaHandles', 'numbers', 'unused'],
] as const;
const summaries = ['words', 'blocks', 'regions'];

describe('a wild write is complained about before the next call and by its name', () => {
  test.each(writes)('%s', (message, write) => {
    const driver = busyDriver();
    write(driver);
    const calls = [() => driver.view(), () => driver.svaGetPasid(FIRST_SVA_HANDLE)];
    const said = calls.map(complaintOf);
    expect(said).toEqual([
      `implementation: broken before view: ${message}`,
      `implementation: broken before svaGetPasid: ${message}`,
    ]);
  });

  const bits = bitmaps.flatMap(([where, ...path]) =>
    summaries.map((summary) => ({ where, path, summary })),
  );
  test.each(bits)('the lowest bit of $summary of $where', ({ where, path, summary }) => {
    const driver = busyDriver();
    flip(driver, [...path, summary]);
    expect(complaintOf(() => driver.snapshot())).toMatch(
      new RegExp(
        `^implementation: broken before snapshot: ${where}: ${summary} bit 0 is (true|false), `,
      ),
    );
  });
});

test('a call that breaks a record itself is complained about at its end', () => {
  const driver = busyDriver();
  // As if `release` had lost its last line.
  const pool = memoryAt(driver, 'pool') as unknown as { release: (id: number) => void };
  const release = pool.release.bind(pool);
  pool.release = (id) => {
    release(id);
    Reflect.set(pool, 'allocatedCount', 3);
  };
  expect(complaintOf(() => driver.pasidFreeGlobal(deviceId(0), 3 as never))).toBe(
    'implementation: broken after pasidFreeGlobal: pool: 2 ids are allocated, the counter says 3',
  );
});

test('without debug mode nothing is checked', () => {
  const { topology } = scopes.medium;
  const driver = boot({ ...watched, create: createPasidDriver }, topology).driver;
  flip(driver, ['pool', 'free', 'members']);
  expect(complaintOf(() => driver.view())).toBe('no complaint');
});

test('the ledger alone is watched as well', () => {
  const topology = { resources: ['sev'], cgroups: scopes.small.topology.cgroups };
  const ledger = createLedgerDriver(topology, { warn: () => undefined }, { debug: true });
  ledger.setCapacity(0 as never, 6);
  numbersAt(ledger, 'usages').fill(Number.NaN, 1, 2);
  expect(complaintOf(() => ledger.capacity(0 as never))).toBe(
    'implementation: broken before capacity: ledger: row 1 has the inexact usage NaN',
  );
});

function complaintOf(call: () => unknown): string {
  try {
    call();
    return 'no complaint';
  } catch (error) {
    return (error as Error).message;
  }
}
