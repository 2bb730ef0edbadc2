/**
 * Does debug mode notice a broken representation? Answered from both sides: random runs never make
 * it complain, and each of a list of wild writes into the records of a busy machine does, with the
 * record named. A write that leaves every part consistent in itself, such as an mm whose user is
 * another process, goes unnoticed: no check relates two parts.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceId } from '#contract';
import { boot, everything, runDraws, runOfDraws, Seen } from '#harness';
import { createLedgerDriver, createPasidDriver } from '#implementation';
import { scopes } from '#model';
import { fileWrites, openDriver } from './wild-file-writes.js';
import {
  bitmaps,
  busyDriver,
  complaintOf,
  FIRST_SVA_HANDLE,
  flip,
  memoryAt,
  numbersAt,
  summaries,
  watched,
  writes,
} from './wild-writes.js';

const RUN = {
  seed: 11_235,
  runs: 40,
  commandsMax: 80,
  scope: [scopes.tiny, scopes.small, scopes.medium],
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

  test.each(fileWrites)('with open files: %s', (message, write) => {
    const driver = openDriver();
    write(driver);
    expect(complaintOf(() => driver.view())).toBe(`implementation: broken before view: ${message}`);
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
