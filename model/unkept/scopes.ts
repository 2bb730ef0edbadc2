import { device, domain, type Scope, scope, tree, withoutFiles } from '../scopes/scope.js';

/** What the scopes below have in common: drivers and processes alone, as the kernel has them. */
const small = {
  ...withoutFiles,
  processes: 1,
  mms: 1,
  domains: [],
  attachHandles: 0,
  svaHandles: 2,
  owners: 0,
  cgroups: tree(),
  limits: [],
  // Beyond what the traces count to: nothing is cut off before their end.
  countMax: 4,
} as const;

/** Where the claims of this folder are broken: no more of the kernel than each of them speaks of. */
export const unkeptScopes = {
  'left-attached': scope('linux-6.12', {
    ...small,
    name: 'left-attached',
    alphabet: [
      'driver-probe',
      'driver-remove',
      'pasid-alloc-global',
      'group-claim',
      'group-release',
      'device-claim',
      'device-release',
      'pasid-attach',
      'pasid-detach',
      'drain-complete',
    ],
    processes: 0,
    mms: 0,
    groups: [true],
    devices: [device(2, 0), device(2, 0)],
    domains: [domain(0)],
    svaHandles: 0,
    owners: 1,
    about:
      'Two devices of one group, their drivers, and an owner in user space who wants the group.',
  }),
  'next-owner': scope('linux-6.12', {
    ...small,
    name: 'next-owner',
    alphabet: [
      'process-spawn',
      'process-exit',
      'pasid-alloc-global',
      'pasid-free-global',
      'sva-bind',
      'sva-unbind',
      'drain-complete',
    ],
    groups: [true],
    devices: [device(3, 0)],
    about: 'A driver and a process that take the two ids of a device, and give them back.',
  }),
  'small-device': scope('linux-6.12', {
    ...small,
    name: 'small-device',
    alphabet: ['process-spawn', 'pasid-alloc-global', 'sva-bind'],
    groups: [true, true],
    devices: [device(3, 0), device(2, 1)],
    about: 'A device with one id beside one with two, each in a group of its own.',
  }),
  'two-holders': scope('linux-6.12', {
    ...small,
    name: 'two-holders',
    alphabet: ['pasid-alloc-global', 'pasid-free-global'],
    processes: 0,
    mms: 0,
    groups: [true, true],
    devices: [device(2, 0), device(2, 1)],
    svaHandles: 0,
    about: 'Two drivers of two devices that share the pool, and what each may free.',
  }),
} as const satisfies Readonly<Record<string, Scope>>;
