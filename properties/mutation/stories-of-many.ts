import {
  deviceId,
  domainId,
  fileId,
  groupId,
  handleId,
  mdevId,
  mmId,
  POLICIES,
  pasid,
  processId,
} from '#contract';
import { type Action, type Scope, scopes, underPolicy } from '#model';
import { type Story, spawned } from './story.js';

const { medium } = scopes;
const { topology } = medium;
const device = deviceId(0);
const created = [mdevId(0), mdevId(1)];

/** Each device behind an IOMMU driver of its own, so that an address space has many domains. */
const drivers: Scope = {
  ...medium,
  topology: {
    ...topology,
    devices: topology.devices.map((each, number) => ({ ...each, iommuDriver: number })),
  },
};

/** As many bonds as a word of a bitmap has bits. */
const BONDS = 32;
/** Of each, one on either of two groups. */
const spaces = Array.from({ length: BONDS / 2 }, (_, number) => number);
const fullOfBonds: Scope = {
  ...medium,
  topology: { ...topology, processes: spaces.length, svaHandles: BONDS },
};

const anyone = underPolicy(medium, { ...POLICIES.reference, attachBy: 'anyone' });
const id = pasid(1);
const user = processId(0);
/** What ends a work queue. */
const ends: readonly Action[] = [
  { kind: 'file-close', process: user, file: fileId(1) },
  { kind: 'device-unplug', device },
];

const FIRST_HANDLE = topology.attachHandles + 1;
const bound = (number: number, space = 0): Action => ({
  kind: 'sva-bind',
  device: deviceId(number),
  mm: mmId(space),
});
const ended = (number: number): Action => ({
  kind: 'sva-unbind',
  handle: handleId(FIRST_HANDLE + number),
});

/** One process in each sandbox. */
const oneOfEach = [0, 1, 2].map((number) => spawned(number));
const opensOf = (number: number): readonly Action[] => {
  const process = processId(number);
  return [
    { kind: 'wq-open', process, device },
    { kind: 'wq-open', process, device: deviceId(1) },
    { kind: 'wq-open', process, device: deviceId(3) },
    ...created.map((mdev): Action => ({ kind: 'mdev-open', process, mdev })),
    ...[0, 1, 3].map((each): Action => ({ kind: 'vfio-open', process, device: deviceId(each) })),
  ];
};

/** Stories of things that runs have too few of. */
export const STORIES_OF_MANY: readonly Story[] = [
  [
    'each process opens what its sandbox lists',
    medium,
    [
      ...oneOfEach,
      { kind: 'driver-probe', device },
      ...created.map((mdev): Action => ({ kind: 'mdev-create', mdev, device })),
      ...opensOf(2),
      ...opensOf(1),
      ...opensOf(0),
    ],
  ],
  [
    'a drain waits for the requests of its own group',
    medium,
    [
      ...oneOfEach,
      bound(0),
      bound(3),
      { kind: 'page-request', device: deviceId(3), pasid: id },
      ended(0),
      { kind: 'drain-complete', group: groupId(0), pasid: id },
    ],
  ],
  [
    'an id is the first that a device cannot express',
    medium,
    [
      ...oneOfEach,
      ...[0, 1, 2].map((): Action => ({ kind: 'pasid-alloc-global', device })),
      bound(0),
      bound(4),
    ],
  ],
  [
    'the slot of a system PASID is led elsewhere',
    anyone,
    [
      { kind: 'driver-probe', device },
      { kind: 'kernel-pasid-enable', device },
      { kind: 'pasid-replace', device, pasid: id, domain: domainId(1), handle: handleId(1) },
      { kind: 'kernel-pasid-disable', device },
    ],
  ],
  [
    'the slot of a VFIO file is led elsewhere',
    anyone,
    [
      ...oneOfEach,
      { kind: 'dev-sva-open', process: user },
      { kind: 'dev-sva-alloc', process: user, file: fileId(1), device },
      { kind: 'vfio-open', process: user, device },
      { kind: 'vfio-attach', process: user, file: fileId(2), pasid: id },
      { kind: 'pasid-replace', device, pasid: id, domain: domainId(1), handle: handleId(1) },
      { kind: 'vfio-detach', process: user, file: fileId(2), pasid: id },
    ],
  ],
  ...ends.map(
    (end) =>
      [
        'the bond of a work queue was ended by somebody else',
        medium,
        [
          ...oneOfEach,
          { kind: 'driver-probe', device },
          { kind: 'wq-open', process: user, device },
          ended(0),
          end,
        ],
      ] as const,
  ),
  [
    'the first number that no device can express is freed',
    underPolicy(medium, { ...POLICIES.reference, freeBy: 'anyone' }),
    [{ kind: 'pasid-free-global', device, pasid: pasid(topology.devices[0]!.maxPasids) }],
  ],
  [
    'bonds are ended that there cannot be, and all that can be are there',
    fullOfBonds,
    [
      ...spaces.map((number) => spawned(number)),
      ...spaces.flatMap((space) => [bound(0, space), bound(3, space)]),
      ended(BONDS),
      ended(BONDS ** 2),
    ],
  ],
  [
    'domains leave the list of their address space one by one',
    drivers,
    [...oneOfEach, bound(0), bound(3), bound(4), ended(0), bound(0), ended(1), ended(2)],
  ],
];
