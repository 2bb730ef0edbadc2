import type { ActionKind } from '../actions.js';
import {
  createMdev,
  limit,
  openDevSva,
  openVfio,
  probe,
  spawn,
  takeId,
} from '../argument/calls.js';
import type { Stage } from '../argument/stage.js';
import { device, domain, sandbox, scope, tree, withoutFiles } from '../scopes/scope.js';

// Where each switch is flipped: small stages of the reference that differ in who takes part.

const sizes = {
  users: 2,
  userLimit: 1, // Read where a policy counts by users.
  processes: 2,
  mms: 2,
  domains: [],
  attachHandles: 0,
  svaHandles: 2,
  owners: 0,
  files: 2,
  mdevs: 0,
  guestPasids: 0,
  limits: [],
  countMax: 2,
} as const;

/** A process and its child at a work queue, pages asked for, the device pulled out. */
export const queue: Stage = {
  scope: scope('reference', {
    ...sizes,
    name: 'queue',
    about:
      'A process, which may fork or run a new program, at a work queue whose device asks for pages, and may be pulled out and plugged in again.',
    alphabet: [
      'process-fork',
      'process-exec',
      'process-exit',
      'wq-open',
      'wq-submit',
      'file-close',
      'device-plug',
      'device-unplug',
      'page-request',
      'page-response',
      'drain-complete',
      'dma',
    ],
    mms: 3,
    sandboxes: [sandbox({ workQueues: [0] })],
    groups: [true],
    devices: [device(2, 0)],
    cgroups: tree(),
    countMax: 1,
  }),
  given: [spawn(0), probe(0)],
};

/** Two virtual machines with a device each, in one group per device. */
const machines: Stage = {
  scope: scope('reference', {
    ...sizes,
    name: 'machines',
    about: 'Virtual machines of two users, each with a device and /dev/sva, and one id.',
    alphabet: [
      'dev-sva-alloc',
      'dev-sva-free',
      'vfio-alloc',
      'vfio-free',
      'vfio-attach',
      'vfio-detach',
      'file-close',
      'drain-complete',
      'dma',
    ],
    files: 4,
    sandboxes: [sandbox({ devSva: true, vfio: [0] }), sandbox({ devSva: true, vfio: [1] })],
    groups: [true, true],
    devices: [device(2, 0), device(2, 1)],
    cgroups: tree(0),
  }),
  given: [spawn(0), spawn(1), openVfio(0, 0), openVfio(1, 1), openDevSva(0), openDevSva(1)],
};

const DRIVER_CALLS: readonly ActionKind[] = [
  'device-release',
  'pasid-alloc-global',
  'pasid-free-global',
  'pasid-attach',
  'pasid-detach',
  'drain-complete',
];

/** What two drivers do for themselves. */
const drivers = (name: string, about: string, ids: number): Stage['scope'] =>
  scope('reference', {
    ...sizes,
    ...withoutFiles,
    name,
    about,
    alphabet: DRIVER_CALLS,
    processes: 0,
    mms: 0,
    svaHandles: 0,
    attachHandles: 1,
    groups: [true, true],
    devices: [device(2, 0), device(ids + 1, 1)],
    domains: [domain(0)],
    cgroups: tree(),
  });

/** Two cgroups, one within the other, whose limit is one, and processes that move between them. */
const limits: Stage = {
  scope: scope('reference', {
    ...sizes,
    name: 'limits',
    about:
      'Processes of two users, and a cgroup with a limit of one id, in which there is another, which they enter and leave; ids are taken at two doors.',
    alphabet: ['process-migrate', 'sva-bind', 'dev-sva-alloc', 'vfio-alloc'],
    files: 4,
    sandboxes: [sandbox({ devSva: true, vfio: [1] })],
    groups: [true, true],
    devices: [device(3, 0), device(3, 1)],
    cgroups: tree(0, 1),
    limits: [1],
    countMax: 1,
  }),
  given: [limit(1, 1), spawn(0, 1), spawn(1), probe(0), openDevSva(0), openVfio(0, 1)],
};

/** A driver binds an address space, and whatever can fail does. */
const failing: Stage = {
  scope: scope('reference', {
    ...sizes,
    ...withoutFiles,
    name: 'failing',
    about:
      'A driver binds two address spaces to its device and takes ids for itself, and memory and hardware may fail.',
    alphabet: ['sva-bind', 'sva-unbind', 'process-exit', 'pasid-alloc-global', 'drain-complete'],
    groups: [true],
    devices: [device(3, 0)],
    cgroups: tree(0),
    limits: [1],
  }),
  given: [limit(1, 1), spawn(0, 1), spawn(1, 1), probe(0)],
  withFaults: true,
};

/** A driver, a mediated device of it, the kernel, and a process with no device, on two ids. */
const mediated: Stage = {
  scope: scope('reference', {
    ...sizes,
    name: 'mediated',
    about:
      'A part of a device, the system PASID of its driver, and a process without any device that asks /dev/sva, with two ids between them.',
    alphabet: [
      'driver-remove',
      'kernel-pasid-enable',
      'kernel-pasid-disable',
      'mdev-open',
      'dev-sva-alloc',
      'file-close',
      'device-unplug',
      'drain-complete',
      'dma',
    ],
    mdevs: 1,
    sandboxes: [sandbox({ mdevs: [0] }), sandbox({ devSva: true })],
    groups: [true],
    devices: [device(3, 0)],
    cgroups: tree(0),
  }),
  given: [spawn(0, 1), spawn(1), probe(0), createMdev(0, 0), openDevSva(1)],
};

/** Bonds of one address space with four devices in three groups, and a driver's own id beside them. */
const bonds: Stage = {
  scope: scope('reference', {
    ...sizes,
    ...withoutFiles,
    name: 'bonds',
    about:
      'A process is bound to two devices of one group, which differ in range, to one of another, and to one behind another IOMMU, beside an id of the kernel.',
    alphabet: [
      'kernel-pasid-enable',
      'sva-bind',
      'sva-unbind',
      'attach-handle-get',
      'drain-complete',
    ],
    groups: [true, true, true],
    devices: [device(3, 0), device(2, 0), device(3, 1), device(3, 2, 1)],
    cgroups: tree(),
  }),
  given: [spawn(0), probe(0)],
};

/** Who owns a group of two devices: its drivers, or one in user space. */
export const owners: Stage = {
  scope: scope('reference', {
    ...sizes,
    ...withoutFiles,
    name: 'owners',
    about: 'Drivers and a claimant contend for a group of two devices, and memory may fail.',
    alphabet: [
      'driver-probe',
      'driver-remove',
      'device-claim',
      'device-release',
      'pasid-alloc-global',
      'pasid-attach',
      'pasid-detach',
      'drain-complete',
    ],
    processes: 0,
    mms: 0,
    svaHandles: 0,
    attachHandles: 1,
    owners: 1,
    groups: [true],
    devices: [device(2, 0), device(3, 0)],
    domains: [domain(0)],
    cgroups: tree(),
  }),
  given: [],
  withFaults: true,
};

/** A virtual machine with two devices of one group, a guest, and files that are passed on. */
const guest: Stage = {
  scope: scope('reference', {
    ...sizes,
    name: 'guest',
    about:
      'A virtual machine has two devices of one group, a guest that names the one id, and passes its files to a process of another user; devices are pulled out and plugged in, and hardware may fail.',
    alphabet: [
      'file-pass',
      'vfio-open',
      'vfio-attach',
      'vfio-replace',
      'guest-bind',
      'device-unplug',
      'device-plug',
    ],
    files: 3,
    guestPasids: 1,
    sandboxes: [sandbox({ devSva: true, vfio: [0, 1] }), sandbox({})],
    groups: [true],
    devices: [device(2, 0), device(2, 0)],
    cgroups: tree(),
  }),
  given: [spawn(0), spawn(1), openDevSva(0), openVfio(0, 0), takeId(0, 1, 0)],
  withFaults: true,
};

/** The drivers of two devices. */
export const twoDrivers: Stage = {
  scope: drivers('drivers', 'The drivers of two devices take and attach ids, as they may.', 2),
  given: [probe(0), probe(1)],
};

/** Every switch is flipped on each of these. */
export const flipStages: readonly Stage[] = [
  queue,
  machines,
  twoDrivers,
  {
    scope: drivers('sloppy-drivers', 'The same, and nobody keeps to what is its own.', 1),
    given: [probe(0), probe(1)],
    isSloppy: true,
  },
  limits,
  failing,
  mediated,
  bonds,
  owners,
  guest,
];
