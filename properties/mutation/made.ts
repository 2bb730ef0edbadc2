import assert from 'node:assert/strict';
import {
  cgroupId,
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
  UNLIMITED,
} from '#contract';
import { boot, corpusToday, fixtures, implementation, validateTrace } from '#harness';
import { scopes } from '#model';
import { fileWrites, openDriver } from '../wild-file-writes.js';
import { bitmaps, busyDriver, complaintOf, flip, summaries, writes } from '../wild-writes.js';
import type { Check } from './check.js';

/** Of a machine of scope medium in which nothing happened yet. */
const FRESH_BYTES = 39;

/** A number as a mark and eight bytes, however short it could be. */
function longer(number: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = 252;
  new DataView(bytes.buffer).setFloat64(1, number, true);
  return bytes;
}

/** Whether an SVA domain is in the list of no address space. */
function hasUnlistedDomain(driver: PasidDriver): boolean {
  const { svaDomains, mms } = driver.view();
  return svaDomains.length > mms.flatMap(({ domains }) => domains).length;
}

/** Bytes that are cut off are refused; what is refused leaves the machine freshly booted. */
export const refusedBytes: Check = {
  name: 'bytes that are no snapshot are refused, and for what they are',
  run() {
    const system = boot(implementation, scopes.medium.topology);
    const fresh = system.driver.snapshot();
    const whole = busyDriver().snapshot();
    const complaintsMade = new Set<string>();
    for (const snapshot of [whole, openDriver().snapshot()]) {
      for (let at = 0; at < snapshot.length; at++) {
        const said = complaintOf(() => system.driver.restore(snapshot.subarray(0, at)));
        assert.match(said, /^snapshot: expected/);
        assert.deepEqual(system.driver.snapshot(), fresh);
        for (const byte of [0, 3, snapshot[at]! ^ 1, 0x7f, 0xff]) {
          const changed = snapshot.with(at, byte);
          const complaint = complaintOf(() => system.driver.restore(changed));
          complaintsMade.add(complaint);
          // A domain that no list has is put back as any other: that much a defect may do.
          if (complaint === 'no complaint' && hasUnlistedDomain(system.driver)) continue;
          assert.deepEqual(
            system.driver.snapshot(),
            complaint === 'no complaint' ? changed : fresh,
          );
        }
      }
    }
    for (const complaint of [
      "snapshot: guest's PASID 1 of file 2 cannot lead to 0",
      "snapshot: guest's PASID 2 of file 2 cannot lead to 1",
      'snapshot: no page request of device 0 at 1',
    ]) {
      assert.ok(complaintsMade.has(complaint), complaint);
    }
    const more = [
      ['expected version', [2, ...whole.subarray(1)]],
      ['expected the end', [...whole, 0]],
      // The first row of the ledger, as it is at boot, which is not written.
      ['is as at boot', [...fresh.subarray(0, -1), 1, 251, 0, 0, 0, 0, 0]],
      // The capacity is `max`: one byte, which could be nine.
      ['capacity in its shortest form', [...fresh.subarray(0, -2), ...longer(UNLIMITED), 0]],
      ['capacity in its shortest form', [...fresh.subarray(0, -2), ...longer(250), 0]],
      ['expected capacity at byte', [...fresh.subarray(0, -2), ...longer(7).subarray(0, 8)]],
    ] as const;
    for (const [said, bytes] of more) {
      const complaint = complaintOf(() => system.driver.restore(Uint8Array.from(bytes)));
      assert.match(complaint, new RegExp(said));
    }
    // What is as at boot is not written: the version, the ends of all lists, the capacity.
    assert.equal(fresh.length, FRESH_BYTES);
  },
};

/** Cgroups that were refused, and have since been allowed everything, are written all the same. */
export const refusals: Check = {
  name: 'a refusal stays counted in a snapshot, and a domain stays behind its driver',
  run() {
    const { topology } = scopes.medium;
    const cgroup = cgroupId(3);
    const { driver } = boot(implementation, topology);
    // Behind the other IOMMU driver, so that domains of both are put back.
    driver.processSpawn(processId(1), mmId(1), ROOT_CGROUP);
    driver.svaBind(deviceId(4), mmId(1));
    driver.processSpawn(processId(0), mmId(0), cgroup);
    driver.cgroupSetMax(cgroup, 0);
    driver.svaBind(deviceId(0), mmId(0));
    driver.cgroupSetMax(cgroup, UNLIMITED);
    const second = boot(implementation, topology).driver;
    second.restore(driver.snapshot());
    assert.deepEqual(second.view(), driver.view());
    assert.equal(second.view().cgroups[cgroup]!.events, 1);
    assert.equal(second.view().svaDomains.length, 1);
  },
};

/** Every write into a record is complained about. */
export const complaints: Check = {
  name: 'each wild write is complained about',
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
