import {
  deviceId,
  fileId,
  guestPasid,
  mdevId,
  mmId,
  PASID_LIMIT,
  type PasidDriver,
  pasid,
  processId,
  ROOT_CGROUP,
} from '#contract';
import { boot } from '#harness';
import { scopes } from '#model';
import { memoryAt, numbersAt, watched } from './wild-writes.js';

/**
 * A machine with a file of each kind: 1 is `/dev/sva` with ids 1 and 2, 2 is VFIO with both, which a guest
 * calls 1 and its last number, 3 a mediated device, 4 and 5 are work queues of the same device. Process 0 has all but the last, which
 * is of process 3; device 1 has a system PASID.
 */
export function openDriver(): PasidDriver {
  const { topology } = scopes.medium;
  const { driver } = boot(watched, topology);
  const user = processId(0);
  const [device, other] = [deviceId(0), deviceId(3)];
  driver.processSpawn(user, mmId(0), ROOT_CGROUP);
  driver.processSpawn(processId(3), mmId(1), ROOT_CGROUP);
  driver.driverProbe(device);
  driver.driverProbe(deviceId(1));
  const sva = fileId(driver.devSvaOpen(user));
  driver.devSvaAlloc(user, sva, device);
  driver.devSvaAlloc(user, sva, device);
  const vfio = fileId(driver.vfioOpen(user, other));
  for (const [number, guest] of [
    [1, 1],
    [2, topology.guestPasids],
  ] as const) {
    driver.vfioAttach(user, vfio, pasid(number));
    driver.guestBind(user, vfio, guestPasid(guest), pasid(number));
  }
  driver.mdevCreate(mdevId(0), device);
  driver.mdevOpen(user, mdevId(0));
  driver.wqOpen(user, device);
  driver.wqOpen(processId(3), device);
  driver.kernelPasidEnable(deviceId(1));
  return driver;
}

/** Whatever can be called on a record behind its owner's back. */
const leading = (driver: object, ...path: readonly string[]) =>
  memoryAt(driver, ...path) as unknown as {
    lead: (owner: number, from: number, to: number) => void;
  };

/** Each write corrupts one thing of it; the message names it. */
export const fileWrites: readonly (readonly [message: string, write: (driver: object) => void])[] =
  [
    [
      'processes: process 0 runs and has exited',
      (driver) => numbersAt(driver, 'processes', 'exited', 'members').fill(1, 0, 1),
    ],
    [
      'processes: process 5 does not run and has a record',
      (driver) => numbersAt(driver, 'processes', 'users').fill(1, 5, 6),
    ],
    [
      'processes: process 6 does not run and has a record',
      (driver) => numbersAt(driver, 'processes', 'sandboxes').fill(1, 6, 7),
    ],
    ['pool: free id 9 has a user', (driver) => numbersAt(driver, 'pool', 'users').fill(2, 9, 10)],
    [
      'pool: free id 9 is let go',
      (driver) => numbersAt(driver, 'pool', 'letGo', 'members').fill(1 << 9, 0, 1),
    ],
    [
      'devices: device 1 has the system PASID -1',
      (driver) => numbersAt(driver, 'devices', 'systemPasids').fill(-1, 1, 2),
    ],
    [
      `devices: device 1 has the system PASID ${PASID_LIMIT}`,
      (driver) => numbersAt(driver, 'devices', 'systemPasids').fill(PASID_LIMIT, 1, 2),
    ],
    [
      'files: number 5 is in use past the reach',
      (driver) => numbersAt(driver, 'files', 'numbers', 'unused', 'members').fill(0, 0, 1),
    ],
    [
      'files: file 6 is listed and not open',
      (driver) => numbersAt(driver, 'files', 'nexts').fill(6, 4, 5),
    ],
    [
      'files: file 4 is in the list of another device or kind',
      (driver) => numbersAt(driver, 'files', 'devices').fill(1, 4, 5),
    ],
    [
      'files: file 4 does not lead back',
      (driver) => numbersAt(driver, 'files', 'prevs').fill(3, 4, 5),
    ],
    [
      'files: -1 files more are listed than are open on devices',
      (driver) => numbersAt(driver, 'files', 'nexts').fill(0, 5, 6),
    ],
    [
      'holdings: pair 0/1 is in the list of another owner',
      (driver) => numbersAt(driver, 'holdings', 'owners').fill(3, 1, 2),
    ],
    [
      'file records: pair 1/1 does not lead back',
      (driver) => numbersAt(driver, 'devSvaRecords', 'prevs').fill(5, 1, 2),
    ],
    [
      'file records: pair 2/9 is not found',
      (driver) => numbersAt(driver, 'vfioRecords', 'keys').fill(9, 1, 2),
    ],
    [
      'file records: more than the 0 pairs that are counted',
      (driver) => Reflect.set(memoryAt(driver, 'vfioRecords'), 'used', 0),
    ],
    [
      'guest maps: pair 2/1 does not lead back',
      (driver) => numbersAt(driver, 'guestMaps', 'pasids', 'prevs').fill(5, 1, 2),
    ],
    [
      'guest maps: pair 2/1 does not lead back',
      (driver) => numbersAt(driver, 'guestMaps', 'guests', 'prevs').fill(5, 1, 2),
    ],
    [
      'guest maps: entry 2/1 does not lead back',
      (driver) => leading(driver, 'guestMaps', 'guests').lead(2, 1, 3),
    ],
    [
      'guest maps: 1 entries more lead back than there are',
      (driver) => leading(driver, 'guestMaps', 'guests').lead(2, 9, 1),
    ],
    [
      'mdevs: mediated device 1 is not created and has a record',
      (driver) => numbersAt(driver, 'mdevs', 'parents').fill(1, 1, 2),
    ],
    [
      'mdevs: mediated device 2 is not created and has a record',
      (driver) => numbersAt(driver, 'mdevs', 'files').fill(1, 2, 3),
    ],
    [
      'mdevs: mediated device 1 is not open and has an id',
      (driver) => numbersAt(driver, 'mdevs', 'pasids').fill(1, 1, 2),
    ],
  ];
