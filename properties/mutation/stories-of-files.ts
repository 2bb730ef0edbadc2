import { deviceId, fileId, guestPasid, mdevId, pasid, processId } from '#contract';
import { type Action, scopes } from '#model';
import { type Story, spawned, twoProcesses } from './story.js';

const { medium } = scopes;

const device = deviceId(0);
/** In another group than the first. */
const elsewhere = deviceId(3);
const [id, otherId] = [pasid(1), pasid(2)];
const [user, other] = [processId(0), processId(3)];
const third = processId(6);
const created: readonly Action[] = [
  { kind: 'driver-probe', device },
  { kind: 'mdev-create', mdev: mdevId(0), device },
];
const opened = (process: typeof user): Action => ({ kind: 'wq-open', process, device });
const viaVfio: readonly Action[] = [
  ...twoProcesses,
  { kind: 'dev-sva-open', process: user },
  { kind: 'dev-sva-alloc', process: user, file: fileId(1), device },
  { kind: 'vfio-open', process: user, device: elsewhere },
  { kind: 'vfio-attach', process: user, file: fileId(2), pasid: id },
];
const mapped = (guest: number, to: typeof id): Action => ({
  kind: 'guest-bind',
  process: user,
  file: fileId(2),
  guest: guestPasid(guest),
  pasid: to,
});

/** Stories of those who hold ids through files. */
export const STORIES_OF_FILES: readonly Story[] = [
  [
    'no memory is left for the entry of a guest',
    medium,
    [...viaVfio, mapped(1, id)],
    { at: 'kzalloc_guest_pasid', errno: 'ENOMEM' },
  ],
  [
    'what a guest uses goes with what it leads to',
    medium,
    [
      ...viaVfio,
      { kind: 'dev-sva-alloc', process: user, file: fileId(1), device },
      { kind: 'vfio-attach', process: user, file: fileId(2), pasid: otherId },
      mapped(1, id),
      mapped(2, id),
      mapped(2, otherId),
      { kind: 'vfio-detach', process: user, file: fileId(2), pasid: id },
      { kind: 'file-close', process: user, file: fileId(2) },
      // Whoever opens next gets the number of the closed file, and must find its map empty.
      { kind: 'vfio-open', process: user, device },
    ],
  ],
  [
    'no memory is left for a mediated device',
    medium,
    [...created],
    { at: 'kzalloc_mdev', errno: 'ENOMEM' },
  ],
  [
    'no memory is left for the slot of a mediated device',
    medium,
    [...twoProcesses, ...created, { kind: 'mdev-open', process: user, mdev: mdevId(0) }],
    { at: 'xa_insert', errno: 'ENOMEM' },
  ],
  [
    'a mediated device is open',
    medium,
    [
      ...twoProcesses,
      ...created,
      { kind: 'mdev-open', process: user, mdev: mdevId(0) },
      { kind: 'mdev-open', process: other, mdev: mdevId(0) },
      { kind: 'mdev-remove', mdev: mdevId(0) },
      { kind: 'device-unplug', device },
      { kind: 'file-close', process: user, file: fileId(1) },
    ],
  ],
  [
    'the device of a VFIO file is pulled out',
    medium,
    [
      ...viaVfio,
      { kind: 'device-unplug', device: elsewhere },
      { kind: 'vfio-replace', process: user, file: fileId(2), pasid: id },
    ],
  ],
  [
    'a file detaches nothing that another one attached',
    medium,
    [
      ...twoProcesses,
      { kind: 'dev-sva-open', process: user },
      { kind: 'dev-sva-alloc', process: user, file: fileId(1), device },
      { kind: 'vfio-open', process: user, device },
      { kind: 'vfio-open', process: user, device: deviceId(1) },
      { kind: 'vfio-attach', process: user, file: fileId(3), pasid: id },
      { kind: 'vfio-detach', process: user, file: fileId(2), pasid: id },
      { kind: 'vfio-replace', process: user, file: fileId(3), pasid: id },
      { kind: 'vfio-detach', process: user, file: fileId(2), pasid: id },
    ],
  ],
  [
    'the second of three files of a device is closed',
    medium,
    [
      ...twoProcesses,
      spawned(6, 2),
      { kind: 'driver-probe', device },
      opened(user),
      opened(other),
      opened(third),
      { kind: 'file-close', process: other, file: fileId(2) },
      { kind: 'device-unplug', device },
    ],
  ],
];
