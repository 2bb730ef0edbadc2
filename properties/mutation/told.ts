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
  NO_PASID,
  ownerId,
  type Pasid,
  type PasidDriver,
  type Platform,
  POLICIES,
  pasid,
  processId,
  type ResponseCode,
  ROOT_CGROUP,
} from '#contract';
import { boot, implementation } from '#harness';
import { type Scope, scopes, underPolicy } from '#model';
import { openDriver } from '../wild-file-writes.js';
import type { Check } from './check.js';

const { medium } = scopes;

const device = deviceId(0);
const id = pasid(1);
const [handle, otherHandle] = [handleId(1), handleId(2)];
const [domain, otherDomain] = [domainId(1), domainId(2)];
const [user, other] = [processId(0), processId(3)];
const mm = mmId(0);

/** A driver on a platform of which one function is another one. */
function driverOn(topology: Scope['topology'], listening: Partial<Platform>): PasidDriver {
  const { embedding } = boot(implementation, topology);
  const platform = new Proxy<Platform>(embedding, {
    get: (target, name) => Reflect.get(listening, name) ?? Reflect.get(target, name).bind(target),
  });
  return implementation.create(topology, platform);
}

/** What a request that waits is told, by what ends its waiting: the lockstep compares how many wait. */
const ANSWERS: readonly (readonly [ResponseCode, (sut: PasidDriver) => void])[] = [
  ['success', (sut) => sut.pageResponse(device, id)],
  ['invalid', (sut) => sut.pasidReplace(device, id, otherDomain, otherHandle)],
  ['invalid', (sut) => sut.deviceUnplug(device)],
];

export const answers: Check = {
  name: 'requests that wait are told why they waited in vain',
  run() {
    for (const [code, end] of ANSWERS) {
      const told: (readonly [number, Pasid, ResponseCode])[] = [];
      const driver = driverOn(medium.topology, {
        respond: (...answer) => void told.push(answer),
      });
      driver.pasidAllocGlobal(device);
      driver.pasidAttach(device, id, domain, handle);
      driver.pageRequest(device, id);
      end(driver);
      assert.deepEqual(told, [[device, id, code]]);
    }
  },
};

/** What the view says of a file besides what the model has of one. */
export const files: Check = {
  name: 'the view lists what there is, and says what each file is open on',
  run() {
    const view = openDriver().view();
    assert.deepEqual(
      [view.processes, view.exitedProcesses].map((listed) => listed.map(({ process }) => process)),
      [[0, 3], []],
    );
    assert.deepEqual(view.mdevs, [{ mdev: 0, device: 0, file: 3, pasid: 3 }]);
    const shown = view.files.map(({ kind, device: on, mdev, mm: of }) => [kind, on, mdev, of]);
    assert.deepEqual(shown, [
      ['dev-sva', null, null, null],
      ['vfio', 3, null, null],
      ['mdev', null, 0, null],
      ['work-queue', 0, null, 0],
      ['work-queue', 0, null, 1],
    ]);
  },
};

/** What is taken together goes in rising order, and what was closed has no id any more. */
export const order: Check = {
  name: 'a device that is pulled out takes the bonds of its files in rising order',
  run() {
    const removed: Pasid[] = [];
    const driver = driverOn(medium.topology, {
      removeDevPasid: (_device, gone) => void removed.push(gone),
    });
    const opened = [0, 1, 2].map((number) => {
      driver.processSpawn(processId(3 * number), mmId(number), ROOT_CGROUP);
      driver.driverProbe(device);
      return fileId(driver.wqOpen(processId(3 * number), device));
    });
    const ids = opened.map((file) => driver.filePasid(file));
    driver.deviceUnplug(device);
    // The other device of the group is told of each.
    assert.deepEqual(removed, ids);
    driver.fileClose(processId(0), opened[0]!);
    assert.equal(driver.filePasid(opened[0]!), NO_PASID);
  },
};

/** Requests that do not wait are answered at once, and nobody is told of a slot that there is not. */
export const answeredAtOnce: Check = {
  name: 'requests that do not wait are told why, and of no slot nothing is told',
  run() {
    const told: ResponseCode[] = [];
    const removed: Pasid[] = [];
    const { topology } = underPolicy(medium, { ...POLICIES.reference, attachBy: 'anyone' });
    const driver = driverOn(topology, {
      allocate: (site) => site !== 'iopf_group_alloc',
      respond: (_device, _id, code) => void told.push(code),
      removeDevPasid: (_device, gone) => void removed.push(gone),
    });
    driver.driverProbe(device);
    driver.pageRequest(device, id);
    driver.pasidAttach(device, pasid(9), domain, handle);
    driver.pageRequest(device, pasid(9));
    assert.deepEqual(told, ['invalid', 'failure']);
    const system = pasid(driver.kernelPasidEnable(device));
    driver.pasidReplace(device, system, otherDomain, otherHandle);
    driver.kernelPasidDisable(device);
    assert.deepEqual(removed, []);
    // The first id that the device cannot express.
    assert.equal(driver.pageRequest(device, pasid(topology.devices[0]!.maxPasids)), 0);
    assert.deepEqual(told, ['invalid', 'failure']);
  },
};

/** What the platform is told where the model looks at the end alone. */
export const toldOnce: Check = {
  name: 'groups are put under a domain, and ids taken away, no oftener than they are',
  run() {
    const put: string[] = [];
    const taken: Pasid[] = [];
    const listening: Partial<Platform> = {
      setGroupDomain: (_group, under) => {
        put.push(under);
        return 0;
      },
      removeDevPasid: (_device, gone) => void taken.push(gone),
    };
    // A group without a default domain, which it gets while it is claimed.
    const group = groupId(2);
    const driver = driverOn(medium.topology, listening);
    driver.groupClaim(group, ownerId(1));
    driver.groupRelease(group);
    assert.deepEqual(put, ['blocking']);
    driver.groupClaim(group, ownerId(1));
    driver.groupDefaultDomainReady(group);
    assert.deepEqual(put, ['blocking', 'blocking']);
    driver.groupRelease(group);
    assert.deepEqual(put, ['blocking', 'blocking', 'default']);
    // With the recorded actions alone a bond that ends is detached, whoever emptied its slot.
    const recorded = driverOn(underPolicy(medium, POLICIES['linux-6.12']).topology, listening);
    recorded.processSpawn(user, mm, ROOT_CGROUP);
    const bond = handleId(recorded.svaBind(device, mm));
    recorded.pasidDetach(device, id, domainId(medium.topology.domains.length + 1));
    assert.deepEqual(taken, [id, id]);
    recorded.svaUnbind(bond);
    assert.deepEqual(taken, [id, id, id, id]);
  },
};

/** Every action that a machine with the recorded ones alone lacks. */
const NOT_RECORDED: readonly (readonly [action: string, call: (sut: PasidDriver) => number])[] = [
  ['pasid-replace', (sut) => sut.pasidReplace(device, id, domain, handle)],
  ['dev-sva-open', (sut) => sut.devSvaOpen(user)],
  ['dev-sva-alloc', (sut) => sut.devSvaAlloc(user, fileId(1), device)],
  ['dev-sva-free', (sut) => sut.devSvaFree(user, fileId(1), id)],
  ['device-plug', (sut) => sut.devicePlug(device)],
  ['device-unplug', (sut) => sut.deviceUnplug(device)],
  ['file-pass', (sut) => sut.filePass(user, fileId(1), other)],
  ['file-close', (sut) => sut.fileClose(user, fileId(1))],
  ['guest-bind', (sut) => sut.guestBind(user, fileId(1), guestPasid(1), id)],
  ['guest-unbind', (sut) => sut.guestUnbind(user, fileId(1), guestPasid(1))],
  ['kernel-pasid-enable', (sut) => sut.kernelPasidEnable(device)],
  ['kernel-pasid-disable', (sut) => sut.kernelPasidDisable(device)],
  ['mdev-create', (sut) => sut.mdevCreate(mdevId(0), device)],
  ['mdev-remove', (sut) => sut.mdevRemove(mdevId(0))],
  ['mdev-open', (sut) => sut.mdevOpen(user, mdevId(0))],
  ['page-request', (sut) => sut.pageRequest(device, id)],
  ['page-response', (sut) => sut.pageResponse(device, id)],
  ['drain-complete', (sut) => sut.drainComplete(groupId(0), id)],
  ['vfio-open', (sut) => sut.vfioOpen(user, device)],
  ['vfio-attach', (sut) => sut.vfioAttach(user, fileId(1), id)],
  ['vfio-replace', (sut) => sut.vfioReplace(user, fileId(1), id)],
  ['vfio-detach', (sut) => sut.vfioDetach(user, fileId(1), id)],
  ['wq-open', (sut) => sut.wqOpen(user, device)],
  ['wq-submit', (sut) => sut.wqSubmit(user, fileId(1))],
];

export const lacking: Check = {
  name: 'each action that the recordings lack is said to be lacking',
  run() {
    const { topology } = underPolicy(medium, POLICIES['linux-6.12']);
    const said: string[] = [];
    const driver = driverOn(topology, { warn: (reason) => void said.push(reason) });
    driver.processSpawn(user, mm, ROOT_CGROUP);
    const before = driver.snapshot();
    for (const [action, call] of NOT_RECORDED) {
      assert.equal(call(driver), 0);
      assert.deepEqual(said.splice(0), [`${action}: this machine has no such action`]);
      assert.deepEqual(driver.snapshot(), before);
    }
  },
};
