import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Search } from '#checker';
import {
  deviceId,
  fileId,
  groupId,
  handleId,
  mdevId,
  mmId,
  PASID_LIMIT,
  type PasidDriver,
  pasid,
  processId,
  ROOT_CGROUP,
} from '#contract';
import {
  boot,
  type Callers,
  drive,
  everything,
  fixtures,
  implementation,
  ProductSystem,
  runDraws,
  runOfDraws,
  runUnit,
  Seen,
  type Target,
  unitOf,
  validateTrace,
} from '#harness';
import { PasidPool } from '#implementation';
import { type Scope, scopes } from '#model';
import { idsBelow, requests, wrongAnswers } from '../pool-requests.js';
import {
  bitmaps,
  busyDriver,
  complaintOf,
  flip,
  summaries,
  watched,
  writes,
} from '../wild-writes.js';

/** One question about `implementation/`, asked while one place of it is altered: it throws where it notices. */
export interface Check {
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/** All checks draw from the seed; the others are of the longest stretch of runs, which comes last. */
const RUN = { seed: 1127, runs: 40, scope: scopes.small };

/** So many runs of a scope, with every check after every step. */
function runs(scope: Scope, count: number, callers: Callers, target: Target): Check {
  return {
    name: `${count} runs in scope ${scope.name}, ${callers} callers, ${target.name}`,
    run() {
      const unit = { ...unitOf(0, scope), runs: count };
      const setting = { target, checks: everything, path: 'mutable', callers } as const;
      assert.equal(runUnit(unit, RUN.seed, setting, 'stop').found, undefined);
    },
  };
}

/** The product with the model, to so many of its states. */
function product(scope: Scope, states: number, callers: Callers): Check {
  return {
    name: `${states} pairs of states in scope ${scope.name}, ${callers} callers`,
    run() {
      const search = new Search(new ProductSystem(scope, implementation, callers), { exact: true });
      search.advance(states);
      assert.equal(search.report().violation, undefined);
    },
  };
}

/** A second machine is put where the first one is, after each command, and has to look like it. */
function restored(scope: Scope, count: number): Check {
  return {
    name: `${count} runs in scope ${scope.name}, each state restored`,
    run() {
      const second = boot(implementation, scope.topology);
      const bytesOf = new Map<string, Uint8Array>();
      const setting = {
        scope,
        target: implementation,
        checks: everything,
        path: 'mutable',
      } as const;
      const property = fc.property(runOfDraws(60), (drawn) => {
        const { trace } = runDraws({ ...setting, callers: 'lawful', seen: new Seen() }, drawn);
        const first = boot(implementation, scope.topology);
        for (const { action, faults } of trace) {
          drive(first, action, faults);
          const bytes = first.driver.snapshot();
          const view = JSON.stringify(first.driver.view());
          second.driver.restore(bytes);
          assert.equal(JSON.stringify(second.driver.view()), view);
          assert.deepEqual(second.driver.snapshot(), bytes);
          assert.deepEqual(bytesOf.get(view) ?? bytes, bytes);
          bytesOf.set(view, bytes);
        }
      });
      fc.assert(property, { seed: RUN.seed, numRuns: count, endOnFailure: true });
    },
  };
}

/** Of a machine of scope medium in which nothing happened yet. */
const FRESH_BYTES = 39;

/** Bytes that are cut off are refused; what is refused leaves the machine freshly booted. */
const refusedBytes: Check = {
  name: 'bytes that are no snapshot are refused',
  run() {
    const system = boot(implementation, scopes.medium.topology);
    const fresh = system.driver.snapshot();
    const whole = busyDriver().snapshot();
    for (let at = 0; at < whole.length; at++) {
      const said = complaintOf(() => system.driver.restore(whole.subarray(0, at)));
      assert.match(said, /^snapshot: expected/);
      assert.deepEqual(system.driver.snapshot(), fresh);
      for (const byte of [0, whole[at]! ^ 1, 0x7f, 0xff]) {
        if (complaintOf(() => system.driver.restore(whole.with(at, byte))) === 'no complaint')
          continue;
        assert.deepEqual(system.driver.snapshot(), fresh);
      }
    }
    const more = [
      ['expected version', [2, ...whole.subarray(1)]],
      ['expected the end', [...whole, 0]],
      // The first row of the ledger, as it is at boot, which is not written.
      ['is as at boot', [...fresh.subarray(0, -1), 1, 251, 0, 0, 0, 0, 0]],
    ] as const;
    for (const [said, bytes] of more) {
      const complaint = complaintOf(() => system.driver.restore(Uint8Array.from(bytes)));
      assert.match(complaint, new RegExp(said));
    }
    // What is as at boot is not written: the version, the ends of all lists, the capacity.
    assert.equal(fresh.length, FRESH_BYTES);
  },
};

/** Every write into a record is complained about. */
const complaints: Check = {
  name: 'wild writes are complained about',
  run() {
    for (const [message, write] of writes) {
      const driver = busyDriver();
      write(driver);
      assert.equal(
        complaintOf(() => driver.view()),
        `implementation: broken before view: ${message}`,
      );
    }
    for (const [, ...path] of bitmaps) {
      for (const summary of summaries) {
        const driver = busyDriver();
        flip(driver, [...path, summary]);
        assert.notEqual(
          complaintOf(() => driver.view()),
          'no complaint',
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
  (sut) => sut.pageRequest(deviceId(0), pasid(PASID_LIMIT)),
  (sut) => sut.pageResponse(deviceId(0), pasid(1)),
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
const impossible: Check = {
  name: 'impossible calls are reproached',
  run() {
    const { driver, embedding } = boot(implementation, scopes.medium.topology);
    driver.restore(busyDriver().snapshot());
    const before = driver.snapshot();
    for (const call of IMPOSSIBLE) {
      embedding.arm([]);
      assert.deepEqual([call(driver), embedding.warned], [0, true], String(call));
      assert.deepEqual(driver.snapshot(), before);
    }
  },
};

/** The pool against a plain set of what is free, in pools of this size. */
function pool(limit: number, count: number): Check {
  return {
    name: `a pool of the ids below ${limit}`,
    run() {
      const property = fc.property(requests(limit), (made) => {
        const asked = new PasidPool(limit);
        const free = new Set(idsBelow(limit));
        assert.deepEqual(
          wrongAnswers(asked, free, made, (id) => id < limit && !free.has(id)),
          [],
        );
        assert.equal(asked.view().allocatedCount, limit - 1 - free.size);
        assert.equal(asked.representationFault(), undefined);
      });
      fc.assert(property, { seed: RUN.seed, numRuns: count, endOnFailure: true });
    },
  };
}

/** What real kernel code was recorded to answer. */
const recordings: Check = {
  name: 'honest recordings are accepted',
  async run() {
    for (const { file, corruptAt } of await fixtures()) {
      if (corruptAt !== undefined) continue;
      assert.equal((await validateTrace(file)).kind, 'accepted');
    }
  },
};

/**
 * In this order, the first that fails ends it: what notices most for its time stands first.
 *
 * @public
 */
export const suite: readonly Check[] = [
  runs(scopes.small, 6, 'lawful', implementation),
  runs(scopes.vfio, 6, 'lawful', implementation),
  runs(scopes.queue, 6, 'lawful', implementation),
  runs(scopes.guest, 6, 'lawful', implementation),
  runs(scopes.contest, 6, 'lawful', implementation),
  runs(scopes.mediated, 6, 'lawful', implementation),
  runs(scopes.driver, 6, 'lawful', implementation),
  runs(scopes.kernel, 10, 'lawful', implementation),
  runs(scopes.kernel, 10, 'sloppy', implementation),
  runs(scopes.small, 10, 'sloppy', implementation),
  restored(scopes.small, 4),
  restored(scopes.quota, 6),
  restored(scopes['queue-files'], 4),
  runs(scopes.small, 6, 'sloppy', watched),
  complaints,
  pool(33, 20),
  pool(1025, 10),
  refusedBytes,
  recordings,
  impossible,
  product(scopes.mediated, 800, 'lawful'),
  product(scopes.quota, 600, 'lawful'),
  product(scopes['odd-kernel'], 600, 'sloppy'),
  product(scopes.driver, 200, 'lawful'),
  product(scopes.vfio, 800, 'lawful'),
  product(scopes.queue, 800, 'lawful'),
  product(scopes.strangers, 1000, 'lawful'),
  product(scopes.contest, 300, 'lawful'),
  runs(scopes.medium, 3, 'lawful', watched),
  runs(RUN.scope, RUN.runs, 'lawful', implementation),
];
