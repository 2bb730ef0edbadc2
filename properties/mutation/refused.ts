import assert from 'node:assert/strict';
import {
  cgroupId,
  deviceId,
  groupId,
  handleId,
  mmId,
  type PasidDriver,
  pasid,
  processId,
  ROOT_CGROUP,
  UNLIMITED,
} from '#contract';
import { boot, implementation } from '#harness';
import { scopes } from '#model';
import { openDriver } from '../wild-file-writes.js';
import { busyDriver, complaintOf, numbersAt } from '../wild-writes.js';
import type { Check } from './check.js';

/** Of a machine of scope medium in which nothing happened yet. */
const FRESH_BYTES = 39;

/** The first domain past those of address spaces. */
const FIRST_SPACE = 53;

/** What no number of a snapshot of a medium machine reaches. */
const BOUNDS = [
  'user of a process below 4',
  'cgroup of a process below 6',
  'mm of a process below 16',
  'sandbox of a process below 3',
  'user of an mm below 13',
  'id of an mm below 64',
  'charged cgroup below 6',
  'user of an id below 8',
  'domains of a group below 12',
  'owner of a group below 6',
  'handle in a slot below 57',
  'mm of an SVA domain below 16',
  'IOMMU driver of an SVA domain below 2',
  'whether a domain is the newest below 2',
  'device of an SVA handle below 6',
  'kind of a file below 4',
  'user of a file below 4',
  'device of a file below 6',
  'subject of a file below 1',
  'subject of a file below 16',
  'subject of a file below 4',
  'bond of a file below 57',
  'parent of a mediated device below 6',
  'file of a mediated device below 41',
  'id of a mediated device below 64',
];

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
  name: 'bytes that are no snapshot are refused, each with its reason',
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
        for (const byte of [0, 3, 4, FIRST_SPACE, snapshot[at]! ^ 1, 0x7f]) {
          const changed = snapshot.with(at, byte);
          const complaint = complaintOf(() => system.driver.restore(changed));
          complaintsMade.add(`${byte}: ${complaint}`);
          // A domain that no list has is put back like all others: that much a defect may do.
          if (complaint === 'no complaint' && hasUnlistedDomain(system.driver)) continue;
          assert.deepEqual(
            system.driver.snapshot(),
            complaint === 'no complaint' ? changed : fresh,
          );
        }
      }
    }
    const bounds = [...complaintsMade].map(
      (said) => / expected (.+ below \d+) at /.exec(said)?.[1],
    );
    for (const bound of BOUNDS) assert.ok(bounds.includes(bound), bound);
    for (const complaint of [
      "0: snapshot: guest's PASID 1 of file 2 cannot lead to 0",
      "3: snapshot: guest's PASID 8 of file 2 cannot lead to 1",
      '0: snapshot: no page request of device 0 at 1',
      '3: snapshot: SVA domains: 3, in the list of mm 0, is not live',
      `${FIRST_SPACE}: snapshot: SVA handle 9 has no SVA domain`,
    ]) {
      assert.ok(complaintsMade.has(complaint), complaint);
    }
    assert.ok(
      [...complaintsMade].some((said) => /^4: .+ kind of a file below 4 .+ found 4;/.test(said)),
    );
    const open = openDriver().snapshot();
    const inPlaceOf = (at: number, bytes: Uint8Array) =>
      Uint8Array.of(...open.subarray(0, at), ...bytes, ...open.subarray(at + 1));
    const tooLong = [...open.keys()].map((at) =>
      complaintOf(() => system.driver.restore(inPlaceOf(at, longer(2 ** 40)))),
    );
    assert.ok(
      tooLong.some((said) => /references to a file to be an integer of 32 bits/.test(said)),
    );
    const more = [
      ['gap to the next process at byte 1 in its shortest form', [3, 255, 255, 255, 255, 255, 1]],
      ['expected version', [2, ...whole.subarray(1)]],
      ['expected the end', [...whole, 0]],
      // The first row of the ledger, as it is at boot, which is not written.
      ['is as at boot', [...fresh.subarray(0, -1), 1, 251, 0, 0, 0, 0, 0]],
      ['a number for capacity, found the mark 255', fresh.with(-2, 255)],
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
  name: 'a refusal stays counted in a snapshot, as a domain stays behind its driver',
  run() {
    const { topology } = scopes.medium;
    const cgroup = cgroupId(3);
    const { driver } = boot(implementation, topology);
    // Behind the other IOMMU driver, so that domains of both are put back.
    driver.processSpawn(processId(1), mmId(1), ROOT_CGROUP);
    const handle = driver.svaBind(deviceId(4), mmId(1));
    driver.svaBind(deviceId(0), mmId(1));
    // The newer of its domains has the lower number then.
    driver.svaUnbind(handleId(handle));
    driver.drainComplete(groupId(2), pasid(1));
    driver.svaBind(deviceId(4), mmId(1));
    driver.processSpawn(processId(0), mmId(0), cgroup);
    driver.cgroupSetMax(cgroup, 0);
    driver.svaBind(deviceId(0), mmId(0));
    driver.cgroupSetMax(cgroup, UNLIMITED);
    // What was taken back once too often.
    numbersAt(driver, 'ledger', 'usages').fill(-3, 5, 6);
    const second = boot(implementation, topology).driver;
    second.restore(driver.snapshot());
    assert.deepEqual(second.view(), driver.view());
    assert.equal(second.view().cgroups[cgroup]!.events, 1);
    assert.equal(second.view().svaDomains.length, 2);
  },
};
