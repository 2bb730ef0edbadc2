import assert from 'node:assert/strict';
import {
  deviceId,
  domainId,
  fileId,
  groupId,
  guestPasid,
  handleId,
  mdevId,
  mmId,
  PASID_LIMIT,
  type PasidDriver,
  pasid,
  processId,
  ROOT_CGROUP,
} from '#contract';
import { boot, corpusToday, fixtures, implementation, validateTrace } from '#harness';
import { scopes } from '#model';
import { fileWrites, openDriver } from '../wild-file-writes.js';
import {
  bitmaps,
  busyDriver,
  complaintOf,
  flip,
  memoryAt,
  summaries,
  writes,
} from '../wild-writes.js';
import type { Check } from './check.js';

/** Every write into a record is complained about. */
export const complaints: Check = {
  name: 'each wild write is complained about, before a call and after it',
  run() {
    const made = [
      ...writes.map((each) => [busyDriver, ...each] as const),
      ...fileWrites.map((each) => [openDriver, ...each] as const),
    ];
    for (const [driverOf, message, write] of made) {
      const driver = driverOf();
      write(driver);
      assert.equal(
        complaintOf(() => driver.view()),
        `implementation: broken before view: ${message}`,
      );
    }
    const broken = busyDriver();
    const whole = broken.snapshot();
    flip(broken, ['pool', 'free', 'members']);
    assert.equal(
      complaintOf(() => broken.restore(whole)),
      'no complaint',
    );
    // As if the pool counted what it gives back twice.
    const pool = memoryAt(broken, 'pool') as unknown as { release: (id: number) => void };
    const release = pool.release.bind(pool);
    pool.release = (id) => {
      release(id);
      Reflect.set(pool, 'allocatedCount', 1);
    };
    assert.equal(
      complaintOf(() => broken.pasidFreeGlobal(deviceId(0), pasid(3))),
      'implementation: broken after pasidFreeGlobal: pool: 2 ids are allocated, the counter says 1',
    );
    for (const [where, ...path] of bitmaps) {
      for (const summary of summaries) {
        const driver = busyDriver();
        flip(driver, [...path, summary]);
        const said = complaintOf(() => driver.view());
        assert.ok(
          said.startsWith(`implementation: broken before view: ${where}: ${summary} bit 0`),
        );
      }
    }
  },
};

/** Calls that no caller of any kind makes, each with what the machine lacks for it. */
const IMPOSSIBLE: readonly ((sut: PasidDriver) => number)[] = [
  (sut) => sut.processSpawn(processId(0), mmId(5), ROOT_CGROUP),
  (sut) => sut.processSpawn(processId(5), mmId(0), ROOT_CGROUP),
  (sut) => sut.processFork(processId(5), processId(6), mmId(6)),
  (sut) => sut.processFork(processId(0), processId(1), mmId(6)),
  (sut) => sut.processFork(processId(0), processId(6), mmId(1)),
  (sut) => sut.processExec(processId(5), mmId(6)),
  (sut) => sut.processExec(processId(0), mmId(1)),
  (sut) => sut.processExit(processId(5)),
  (sut) => sut.processMigrate(processId(5), ROOT_CGROUP),
  (sut) => sut.svaBind(deviceId(0), mmId(5)),
  (sut) => sut.svaUnbind(handleId(1)),
  (sut) => sut.svaGetPasid(handleId(1)),
  (sut) => sut.pasidDetach(deviceId(5), pasid(1), domainId(1)),
  (sut) => sut.pageRequest(deviceId(0), pasid(PASID_LIMIT)),
  (sut) => sut.pageResponse(deviceId(1), pasid(1)),
  (sut) => sut.drainComplete(groupId(0), pasid(1)),
  (sut) => sut.drainComplete(groupId(0), pasid(9)),
  (sut) => sut.devicePlug(deviceId(0)),
  (sut) => sut.kernelPasidEnable(deviceId(0)),
  (sut) => sut.kernelPasidDisable(deviceId(0)),
  (sut) => sut.driverRemove(deviceId(0)),
  (sut) => sut.wqOpen(processId(5), deviceId(0)),
  (sut) => sut.devSvaOpen(processId(5)),
  (sut) => sut.devSvaAlloc(processId(0), fileId(1), deviceId(0)),
  (sut) => sut.devSvaFree(processId(0), fileId(1), pasid(1)),
  (sut) => sut.filePass(processId(0), fileId(1), processId(1)),
  (sut) => sut.fileClose(processId(0), fileId(1)),
  (sut) => sut.vfioOpen(processId(5), deviceId(0)),
  (sut) => sut.vfioAttach(processId(0), fileId(1), pasid(1)),
  (sut) => sut.vfioReplace(processId(0), fileId(1), pasid(1)),
  (sut) => sut.vfioDetach(processId(0), fileId(1), pasid(1)),
  (sut) => sut.mdevRemove(mdevId(0)),
  (sut) => sut.mdevOpen(processId(5), mdevId(0)),
];

/** A call that nobody makes is reproached, and changes nothing. */
export const impossible: Check = {
  name: 'impossible calls are reproached',
  run() {
    const open = openDriver();
    open.filePass(processId(0), fileId(1), processId(3));
    open.deviceUnplug(deviceId(5));
    for (const [from, calls] of [
      [busyDriver(), IMPOSSIBLE],
      [open, IMPOSSIBLE_WITH_FILES],
    ] as const) {
      const { driver, embedding } = boot(implementation, scopes.medium.topology);
      driver.restore(from.snapshot());
      const before = driver.snapshot();
      for (const call of calls) {
        embedding.arm([]);
        assert.deepEqual([call(driver), embedding.warned], [0, true], String(call));
        assert.deepEqual(driver.snapshot(), before);
      }
    }
  },
};

/** The same in a machine with open files, of which process 3 was passed the first. */
const IMPOSSIBLE_WITH_FILES: typeof IMPOSSIBLE = [
  (sut) => sut.deviceUnplug(deviceId(5)),
  (sut) => sut.devicePlug(deviceId(0)),
  (sut) => sut.filePass(processId(0), fileId(1), processId(7)),
  (sut) => sut.filePass(processId(0), fileId(1), processId(3)),
  (sut) => sut.filePass(processId(7), fileId(1), processId(0)),
  (sut) => sut.fileClose(processId(3), fileId(2)),
  (sut) => sut.kernelPasidEnable(deviceId(1)),
  (sut) => sut.mdevCreate(mdevId(0), deviceId(0)),
  (sut) => sut.driverProbe(deviceId(0)),
  (sut) => sut.deviceRelease(deviceId(5)),
  (sut) => sut.groupDefaultDomainReady(groupId(0)),
  (sut) => sut.wqSubmit(processId(5), fileId(4)),
  (sut) => sut.wqSubmit(processId(0), fileId(2)),
  (sut) => sut.vfioAttach(processId(0), fileId(1), pasid(1)),
  (sut) => sut.vfioReplace(processId(3), fileId(2), pasid(1)),
  (sut) => sut.vfioDetach(processId(3), fileId(2), pasid(1)),
  (sut) => sut.guestBind(processId(3), fileId(2), guestPasid(3), pasid(1)),
  (sut) => sut.guestUnbind(processId(3), fileId(2), guestPasid(1)),
  (sut) => sut.devSvaAlloc(processId(0), fileId(2), deviceId(0)),
  (sut) => sut.devSvaFree(processId(0), fileId(2), pasid(1)),
];

/** What once failed on a seeded defect fails there as it did, and not here. */
export const counterexamples: Check = {
  name: 'stored counterexamples say what they said',
  async run() {
    const stored = (await corpusToday('counterexamples')) ?? [];
    assert.notEqual(stored.length, 0);
    for (const { ok, summary } of stored) assert.ok(ok, summary);
  },
};

/** What real kernel code was recorded to answer about charges, which are all that the ledger has to itself. */
export const recordings: Check = {
  name: 'honest recordings of charges are accepted',
  async run() {
    for (const { file, family, corruptAt } of await fixtures()) {
      if (family !== 'misc-cgroup' || corruptAt !== undefined) continue;
      assert.equal((await validateTrace(file)).kind, 'accepted');
    }
  },
};
