import { KERNEL_CALLS } from '../alphabets/calls.js';
import { device, domain, sandbox, scope, tree, withoutFiles } from '../scopes/scope.js';

/** What becomes of ids where processes beget others and change cgroups. */
export const families = scope('reference', {
  name: 'families',
  ...withoutFiles,
  alphabet: [
    'process-spawn',
    'process-fork',
    'process-exec',
    'process-exit',
    'process-migrate',
    'cgroup-set-max',
    'sva-bind',
    'sva-unbind',
  ],
  processes: 2,
  mms: 2,
  groups: [true],
  devices: [device(3, 0)],
  domains: [],
  attachHandles: 0,
  svaHandles: 2,
  owners: 0,
  cgroups: tree(0),
  limits: [0],
  countMax: 1,
  about:
    'A parent and a child in two cgroups, with an id for each: who is charged, and where it is.',
});

/** Devices behind different IOMMU drivers, which cannot share a domain. */
export const strangers = scope('linux-6.12', {
  name: 'strangers',
  ...withoutFiles,
  alphabet: ['process-spawn', 'process-exit', 'pasid-attach', 'sva-bind', 'sva-unbind'],
  processes: 1,
  mms: 1,
  groups: [true, true, true],
  devices: [device(2, 0), device(2, 1, 1), device(2, 2, 1)],
  domains: [domain(0)],
  attachHandles: 0,
  svaHandles: 3,
  owners: 0,
  cgroups: tree(),
  limits: [],
  countMax: 1,
  about:
    'One address space, and devices in three groups behind two IOMMU drivers: which domains are shared, and which fit.',
});

/** What drivers and processes do without a file, where devices are in groups of their own. */
export const neighbours = scope('reference', {
  name: 'neighbours',
  ...withoutFiles,
  alphabet: KERNEL_CALLS,
  processes: 1,
  mms: 1,
  groups: [true, true],
  devices: [device(2, 0), device(3, 1)],
  domains: [],
  attachHandles: 0,
  svaHandles: 2,
  owners: 1,
  cgroups: tree(),
  limits: [0],
  countMax: 1,
  about:
    'One address space and two devices of unequal range, each in a group of its own: what is shared between groups, and what must not be.',
});

/** The group of the kernel the other way round: who is asked first can express more than the group can. */
export const uneven = scope('linux-6.12', {
  name: 'uneven',
  ...withoutFiles,
  processes: 1,
  mms: 1,
  groups: [true],
  devices: [device(3, 0), device(2, 0), device(0, 0)],
  domains: [domain(0)],
  attachHandles: 2,
  svaHandles: 1,
  owners: 1,
  cgroups: tree(),
  limits: [],
  countMax: 1,
  about:
    'One group whose members differ in range, the first of them the widest and the last without PASIDs, and a handle for each of its two ids: what is asked of one member, and what of all.',
});

/** The scope with every kind of action that a search goes a few steps into. */
export const whole = scope('reference', {
  name: 'whole',
  processes: 2,
  users: 2,
  sandboxes: [
    sandbox({ devSva: true, workQueues: [0], vfio: [0], mdevs: [0] }),
    sandbox({ devSva: true, vfio: [0] }),
  ],
  mms: 2,
  groups: [true],
  devices: [device(3, 0)],
  domains: [domain(0)],
  attachHandles: 1,
  svaHandles: 2,
  owners: 1,
  files: 2,
  mdevs: 1,
  guestPasids: 1,
  cgroups: tree(0),
  limits: [0],
  countMax: 2,
  isEndless: true,
  about:
    'Every action there is, with two of whatever a step can confuse and one of everything else: where the search for the shortest failing sequence ends.',
});
