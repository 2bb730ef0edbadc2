import assert from 'node:assert/strict';
import {
  cgroupId,
  deviceId,
  domainId,
  fileId,
  groupId,
  handleId,
  mmId,
  pasid,
  processId,
} from '#contract';
import { boot, everything, implementation, Seen, Session } from '#harness';
import { GuestMaps } from '#implementation';
import { type Action, scopes } from '#model';
import type { Check } from './check.js';

/** Columns begin with 8 records, and up to 16 numbers are sorted in a way of their own. */
const MANY = 12;
const MORE_THAN_SORTED_BY_HAND = 18;
/** More than one byte of a snapshot holds. */
const REQUESTS = 251;
/** No number that is written as one byte. */
const LARGE_LIMIT = 100_000;
const LARGEST_OF_ONE_BYTE = 250;
/** So many files with as many entries each. */
const CROWD = 32;
/** With a whole region of 2^15 ids of the bitmap between it and the first. */
const FAR = 65_536;
/** Each the first of a word of the bitmap, the second in another block of the same region. */
const BETWEEN = [128, 2080];

/** Around the numbers of records that the pool begins with, and goes on to. */
const ENDS_OF_RECORDS = [31, 32, 63, 64];

const scope = scopes.medium;
const first = deviceId(0);
const second = deviceId(3);
/** A machine of one device, which can express all that is allocated here. */
const oneWideDevice = {
  ...scope.topology,
  devices: [{ maxPasids: FAR + 1, group: groupId(0), iommuDriver: 0 }],
  sandboxes: [{ devSva: true, vfio: [], workQueues: [], mdevs: [] }],
};
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** What fills a machine with more of everything than its columns have room for at first. */
function actions(): readonly Action[] {
  const process = processId(0);
  const owned = numbers(MORE_THAN_SORTED_BY_HAND).map((number) => pasid(number + 1));
  const opened = numbers(MANY).map((number) => fileId(number + 1));
  return [
    ...numbers(MANY).map(
      (number): Action => ({
        kind: 'process-spawn',
        process: processId(number),
        mm: mmId(number),
        cgroup: cgroupId(3),
      }),
    ),
    { kind: 'cgroup-set-max', cgroup: cgroupId(3), max: LARGE_LIMIT },
    { kind: 'cgroup-set-max', cgroup: cgroupId(4), max: LARGEST_OF_ONE_BYTE },
    ...owned.map((): Action => ({ kind: 'pasid-alloc-global', device: first })),
    ...owned.map(
      (id): Action => ({
        kind: 'pasid-attach',
        device: first,
        pasid: id,
        domain: domainId(1),
        handle: handleId(1),
      }),
    ),
    ...numbers(REQUESTS).map(
      (): Action => ({
        kind: 'page-request',
        device: first,
        pasid: pasid(2),
      }),
    ),
    ...numbers(MANY).flatMap((number): readonly Action[] => [
      { kind: 'sva-bind', device: first, mm: mmId(number) },
      { kind: 'sva-bind', device: second, mm: mmId(number) },
    ]),
    ...opened.map((): Action => ({ kind: 'dev-sva-open', process })),
    ...opened.map((file): Action => ({ kind: 'dev-sva-alloc', process, file, device: first })),
    // Many hold one file, and each lets it go.
    ...numbers(MANY)
      .slice(1)
      .map(
        (number): Action => ({
          kind: 'file-pass',
          process,
          file: opened[1]!,
          receiver: processId(number),
        }),
      ),
    ...numbers(MANY).map(
      (number): Action => ({
        kind: 'file-close',
        process: processId(number),
        file: opened[1]!,
      }),
    ),
    { kind: 'file-close', process, file: opened[0]! },
    { kind: 'sva-unbind', handle: handleId(scope.topology.attachHandles + 1) },
    { kind: 'sva-unbind', handle: handleId(scope.topology.attachHandles + 2) },
  ];
}

/** A machine with many of everything answers and looks like the model, and is restored from its bytes. */
export const many: Check = {
  name: 'more of everything than there is room for at first, then less again',
  run() {
    const checks = { ...everything, invariants: [], transitionInvariants: [] };
    const setting = { scope, target: implementation, checks, callers: 'sloppy' } as const;
    const system = boot(implementation, scope.topology, 'sloppy');
    const session = new Session({ ...setting, path: 'mutable', seen: new Seen() }, system);
    for (const action of actions()) {
      assert.equal(session.step({ action, faults: [] }), undefined);
    }
    const bytes = system.driver.snapshot();
    const restored = boot(implementation, scope.topology).driver;
    restored.restore(bytes);
    assert.deepEqual(restored.view(), system.driver.view());
    assert.deepEqual(restored.snapshot(), bytes);
  },
};

/** What an id is charged to, and to whom it belongs, is kept wherever the records end. */
export const atTheEnds: Check = {
  name: 'one id more than a machine was put back with',
  run() {
    const process = processId(1);
    // Users take turns in having a process, and the first is user 1.
    const user = 2;
    for (const count of ENDS_OF_RECORDS) {
      const { driver } = boot(implementation, oneWideDevice);
      driver.processSpawn(process, mmId(0), cgroupId(3));
      const file = fileId(driver.devSvaOpen(process));
      for (let id = 1; id <= count; id++) driver.devSvaAlloc(process, file, first);
      const restored = boot(implementation, oneWideDevice).driver;
      restored.restore(driver.snapshot());
      for (const each of [driver, restored]) each.devSvaAlloc(process, file, first);
      const ids = numbers(count + 1).map((number) => ({
        pasid: number + 1,
        chargedTo: 3,
        user,
        isLetGo: false,
      }));
      for (const each of [driver, restored]) assert.deepEqual(each.view().pool.allocated, ids);
    }
  },
};

/** Entries that share their hashes with many others are found, and taken out in any order. */
export const crowded: Check = {
  name: 'a thousand scattered entries of the maps of guests come and go',
  run() {
    const maps = new GuestMaps(CROWD);
    const entries = numbers(CROWD ** 2).map((number) => [number % CROWD, number ** 2 + 1] as const);
    for (const [file, guest] of entries) maps.add(file, guest, guest + CROWD);
    for (const [at, [file, guest]] of entries.entries()) {
      assert.equal(maps.pasidOf(file, guest), guest + CROWD);
      maps.remove(file, guest);
      if (at % CROWD === 0) assert.equal(maps.representationFault(), undefined);
    }
  },
};

/** Ids that lie far apart are found, whatever is between them. */
export const farApart: Check = {
  name: 'ids of one driver that lie far apart, and the slot of the last',
  run() {
    const { driver } = boot(implementation, oneWideDevice);
    for (let id = 1; id <= FAR; id++) assert.equal(driver.pasidAllocGlobal(deviceId(0)), id);
    for (let id = 2; id < FAR; id++) {
      if (!BETWEEN.includes(id)) driver.pasidFreeGlobal(deviceId(0), pasid(id));
    }
    const second = boot(implementation, oneWideDevice).driver;
    second.restore(driver.snapshot());
    for (const { pool, driverPasids } of [driver.view(), second.view()]) {
      for (const listed of [pool.allocated, driverPasids]) {
        assert.deepEqual(
          listed.map((each) => each.pasid),
          [1, ...BETWEEN, FAR],
        );
      }
    }
    // An occupied slot keeps its id, however far that is.
    driver.pasidAttach(deviceId(0), pasid(FAR), domainId(1), handleId(1));
    driver.pasidFreeGlobal(deviceId(0), pasid(FAR));
    assert.deepEqual(driver.view().pool.allocated.at(-1), {
      pasid: FAR,
      chargedTo: 0,
      user: 0,
      isLetGo: true,
    });
  },
};
