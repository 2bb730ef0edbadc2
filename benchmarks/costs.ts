/**
 * Do the ends of things cost what they hold, and not what exists? Does a call on the hot path
 * allocate? The implementation alone, above a platform that never refuses. Each line says how much a
 * thing costs with few and with many others alive, so that only the ratio means anything.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  cgroupId,
  type DeviceId,
  deviceId,
  domainId,
  type FileId,
  fileId,
  type GroupId,
  groupId,
  handleId,
  mdevId,
  mmId,
  PASID_LIMIT,
  type PasidDriver,
  type Platform,
  POLICIES,
  type ProcessId,
  pasid,
  processId,
  type Topology,
} from '#contract';
import { createPasidDriver } from '#implementation';
import { willing } from './willing-platform.js';

const OWNED = [1, 10, 100] as const;
const LIVE = [1_000, 10_000, 100_000, PASID_LIMIT] as const;
const VICTIMS = 64;
const ROUNDS = 25;
const CALLS = 1_000_000;
const CALLS_BETWEEN_READINGS = 10_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ROOT = cgroupId(0);
const SPENDER = processId(VICTIMS);
const POOL_DEVICE = deviceId(VICTIMS);

const platform: Platform = {
  ...willing,
  warn: (reason) => {
    throw new Error(`benchmarks: the machine complains: ${reason}`);
  },
};

const megabytes = buffersOfFullPool() / 2 ** 20;
console.log(`ArrayBuffers of a machine with every id in a file: ${megabytes.toFixed(1)} MB`);
console.log('\nprocess exit and the closes after it, one process with one /dev/sva file of k ids');
table((owned, live) => endOfProcesses(owned, live));
console.log('\ndevice unplug, one device with k slots of a VFIO file');
table((owned, live) => removals(owned, live));
console.log('\nbytes allocated per call, over a million calls');
for (const [name, bytes] of hotPaths()) console.log(`  ${name.padEnd(34)} ${bytes.toFixed(2)}`);

/** One line for each number of things owned: nanoseconds, and the ratio to the fewest alive. */
function table(measure: (owned: number, live: number) => number): void {
  for (const owned of OWNED) {
    measure(owned, LIVE[0]); // The first machine is slow, as little is compiled yet.
    const times = LIVE.map((live) => {
      collectGarbage();
      return measure(owned, live);
    });
    const cells = times.map((time, at) =>
      `${LIVE[at]} live ${Math.round(time)} ns x${(time / times[0]!).toFixed(2)}`.padEnd(30),
    );
    console.log(`  k = ${owned}`.padEnd(10), cells.join(' '));
  }
}

/** Nanoseconds until nothing of a process is left that held `owned` ids. */
function endOfProcesses(owned: number, live: number): number {
  const driver = boot();
  fill(driver, live - VICTIMS * owned);
  return least(() => {
    const files: FileId[] = [];
    for (let n = 0; n < VICTIMS; n += 1) {
      driver.processSpawn(processId(n), mmId(n), ROOT);
      files.push(openWithIds(driver, processId(n), owned));
    }
    return timed(VICTIMS, () => {
      for (let n = 0; n < VICTIMS; n += 1) {
        driver.processExit(processId(n));
        driver.fileClose(processId(n), files[n]!);
      }
    });
  });
}

/** Nanoseconds for one unplug of a device through which `owned` slots are attached. */
function removals(owned: number, live: number): number {
  const driver = boot();
  const file = fill(driver, Math.max(owned, live - owned));
  const others = attachAll(driver, POOL_DEVICE, live - owned);
  return least(() => {
    for (let n = 0; n < VICTIMS; n += 1) attachAll(driver, deviceId(n), owned);
    const time = timed(VICTIMS, () => {
      for (let n = 0; n < VICTIMS; n += 1) driver.deviceUnplug(deviceId(n));
    });
    for (const { file: open } of driver.view().files) {
      if (open !== file && open !== others) driver.fileClose(SPENDER, open);
    }
    for (let n = 0; n < VICTIMS; n += 1) driver.devicePlug(deviceId(n));
    return time;
  });
}

/** Bytes of the typed arrays that a machine with every id in the records of files has grown to. */
function buffersOfFullPool(): number {
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  const driver = boot();
  driver.processSpawn(SPENDER, mmId(VICTIMS), ROOT);
  const file = openWithIds(driver, SPENDER, PASID_LIMIT - 1);
  collectGarbage();
  const bytes = process.memoryUsage().arrayBuffers - before;
  driver.fileClose(SPENDER, file);
  return bytes;
}

/** Bytes per call of the paths that a machine takes all the time. */
function hotPaths(): [name: string, bytes: number][] {
  const driver = boot();
  const [device, handle, domain] = [deviceId(0), handleId(1), domainId(1)];
  const [group, bus] = [groupId(0), deviceId(1)];
  driver.processSpawn(SPENDER, mmId(0), ROOT);
  const ids = openWithIds(driver, SPENDER, 1);
  const id = pasid(1);
  const vfio = fileId(driver.vfioOpen(SPENDER, bus));
  const own = pasid(driver.pasidAllocGlobal(device));
  driver.pasidAttach(device, own, domain, handle);
  return [
    ['nothing', bytesPerCall(1, () => undefined)],
    ['alloc, free: kernel driver', bytesPerCall(2, () => cycleId(driver, device))],
    ['alloc, free: /dev/sva', bytesPerCall(2, () => cycleFileId(driver, ids, device))],
    ['bind, unbind, drain', bytesPerCall(3, () => cycleBond(driver, deviceId(2), groupId(2)))],
    ['attach, detach, drain: VFIO', bytesPerCall(3, () => cycleSlot(driver, vfio, groupId(1), id))],
    ['request, response', bytesPerCall(2, () => cycleRequest(driver, device, own))],
    [
      'request, detach, answer, drain',
      bytesPerCall(5, () => cycleDrain(driver, device, group, own)),
    ],
  ];
}

function cycleId(driver: PasidDriver, device: DeviceId): void {
  driver.pasidFreeGlobal(device, pasid(driver.pasidAllocGlobal(device)));
}

function cycleFileId(driver: PasidDriver, file: FileId, device: DeviceId): void {
  driver.devSvaFree(SPENDER, file, pasid(driver.devSvaAlloc(SPENDER, file, device)));
}

function cycleBond(driver: PasidDriver, device: DeviceId, group: GroupId): void {
  const handle = handleId(driver.svaBind(device, mmId(0)));
  const id = pasid(driver.svaGetPasid(handle));
  driver.svaUnbind(handle);
  driver.drainComplete(group, id);
}

function cycleSlot(driver: PasidDriver, file: FileId, group: GroupId, id: number): void {
  driver.vfioAttach(SPENDER, file, pasid(id));
  driver.vfioDetach(SPENDER, file, pasid(id));
  driver.drainComplete(group, pasid(id));
}

function cycleRequest(driver: PasidDriver, device: DeviceId, id: number): void {
  driver.pageRequest(device, pasid(id));
  driver.pageResponse(device, pasid(id));
}

function cycleDrain(driver: PasidDriver, device: DeviceId, group: GroupId, id: number): void {
  driver.pageRequest(device, pasid(id));
  driver.pasidDetach(device, pasid(id), domainId(1));
  driver.pageResponse(device, pasid(id));
  driver.drainComplete(group, pasid(id));
  driver.pasidAttach(device, pasid(id), domainId(1), handleId(1));
}

/** A machine in which every device has a group of its own, and every sandbox lists everything. */
function boot(): PasidDriver {
  const devices = Array.from({ length: VICTIMS + 1 }, (_, n) => deviceId(n));
  const topology: Topology = {
    policy: POLICIES.reference,
    processes: VICTIMS + 1,
    users: 1,
    sandboxes: [{ devSva: true, vfio: devices, workQueues: devices, mdevs: [mdevId(0)] }],
    mms: VICTIMS + 1,
    groups: devices.map(() => ({ defaultDomain: true })),
    devices: devices.map((n) => ({ maxPasids: PASID_LIMIT, group: groupId(n), iommuDriver: 0 })),
    domains: [{ iommuDriver: 0, setDevPasid: true }],
    attachHandles: 1,
    svaHandles: 4,
    owners: 1,
    files: 2 * VICTIMS + 2,
    mdevs: 1,
    guestPasids: 1,
    cgroups: [{ parent: null }],
  };
  return createPasidDriver(topology, platform);
}

/** A process with a /dev/sva file of `live` ids, or as many as are left. */
function fill(driver: PasidDriver, live: number): FileId {
  driver.processSpawn(SPENDER, mmId(VICTIMS), ROOT);
  return openWithIds(driver, SPENDER, Math.min(live, PASID_LIMIT - 1 - VICTIMS * 100));
}

function openWithIds(driver: PasidDriver, process: ProcessId, count: number): FileId {
  const file = fileId(driver.devSvaOpen(process));
  for (let n = 0; n < count; n += 1) driver.devSvaAlloc(process, file, POOL_DEVICE);
  return file;
}

/** A VFIO file of a device, with the first ids that the process holds attached through it. */
function attachAll(driver: PasidDriver, device: DeviceId, count: number): FileId {
  const file = fileId(driver.vfioOpen(SPENDER, device));
  for (let id = 1; id <= count; id += 1) driver.vfioAttach(SPENDER, file, pasid(id));
  return file;
}

/** The least of several rounds: this kind of machine is shared, and noise only ever adds. */
function least(measure: () => number): number {
  return Math.min(...Array.from({ length: ROUNDS }, measure));
}

/** Nanoseconds of one of `count` things that were done. */
function timed(count: number, work: () => void): number {
  const startedAt = performance.now();
  work();
  return ((performance.now() - startedAt) * 1_000_000) / count;
}

/** A reading costs memory, too, and a collection gives some back: the former is taken off. */
function bytesPerCall(callsOfCycle: number, cycle: () => void): number {
  for (let n = 0; n < CALLS_BETWEEN_READINGS * 10; n += 1) cycle();
  let bytes = 0;
  let calls = 0;
  while (calls < CALLS) {
    const empty = grown(0, cycle);
    bytes += Math.max(0, grown(CALLS_BETWEEN_READINGS, cycle) - empty);
    calls += CALLS_BETWEEN_READINGS * callsOfCycle;
  }
  return bytes / calls;
}

function grown(cycles: number, cycle: () => void): number {
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < cycles; n += 1) cycle();
  return process.memoryUsage().heapUsed - before;
}
