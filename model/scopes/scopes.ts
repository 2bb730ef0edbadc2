import { UNLIMITED } from '#contract';
import { KERNEL_CALLS } from '../alphabets/calls.js';
import { families, neighbours, strangers, uneven, whole } from '../ladder/rungs.js';
import { doors } from './doors.js';
import {
  device,
  domain,
  openSandbox,
  type Scope,
  sandbox,
  scope,
  tree,
  withoutFiles,
} from './scope.js';
import { searched } from './searched.js';

/** Every number from 0 to this one. */
const upTo = (last: number): readonly number[] => Array.from({ length: last + 1 }, (_, n) => n);

/** The names of the scopes. */
type ScopeName =
  | 'tiny'
  | 'pair'
  | keyof typeof doors
  | keyof typeof searched
  | 'families'
  | 'strangers'
  | 'neighbours'
  | 'uneven'
  | 'whole'
  | 'small'
  | 'kernel'
  | 'medium'
  | 'large';

/** The scopes by name, in rising order of size. */
export const scopes: Readonly<Record<ScopeName, Scope>> = {
  tiny: scope('reference', {
    name: 'tiny',
    ...withoutFiles,
    alphabet: KERNEL_CALLS,
    processes: 1,
    mms: 2,
    groups: [true],
    devices: [device(2, 0)],
    domains: [domain(0)],
    attachHandles: 1,
    svaHandles: 2,
    owners: 1,
    cgroups: tree(0),
    limits: [0, 1, UNLIMITED],
    countMax: 2, // A third user adds no new transition: it matters only whether one is left.
    about:
      'One id, wanted by two address spaces and a driver: small enough for a naive search of every state.',
  }),
  pair: scope('linux-6.12', {
    name: 'pair',
    ...withoutFiles,
    processes: 1,
    mms: 1,
    groups: [true],
    devices: [device(2, 0), device(3, 0), device(0, 0)],
    domains: [domain(0)],
    attachHandles: 1,
    svaHandles: 1,
    owners: 1,
    cgroups: tree(),
    limits: [],
    countMax: 2,
    about:
      'One group whose members differ in range, one of them without PASIDs, as the kernel treats it: small enough for a naive search, too.',
  }),
  ...doors,
  ...searched,
  families,
  strangers,
  neighbours,
  uneven,
  whole,
  small: scope('reference', {
    name: 'small',
    users: 2,
    sandboxes: [openSandbox(5, 1), sandbox({ devSva: true, vfio: [0] })],
    files: 5,
    mdevs: 1,
    guestPasids: 2,
    processes: 3,
    mms: 4,
    groups: [true, false],
    devices: [device(8, 0), device(4, 0), device(0, 0), device(4, 1), device(4, null)],
    domains: [domain(0), domain(0, false), domain(0)],
    attachHandles: 2,
    svaHandles: 8,
    owners: 2,
    cgroups: tree(0, 1),
    limits: [0, 1, 2, 3, UNLIMITED],
    countMax: 3,
    isEndless: true,
    about:
      'Two groups of unequal range, one more address space than processes, a chain of cgroups: every witness of the reference is within reach.',
  }),
  kernel: scope('linux-6.12', {
    name: 'kernel',
    ...withoutFiles,
    processes: 4,
    mms: 5,
    groups: [true, true, false],
    devices: [
      device(6, 0),
      device(4, 0),
      device(0, 0),
      device(5, 1),
      device(5, 2, 1),
      device(6, null),
    ],
    domains: [domain(0), domain(0), domain(1), domain(0, false)],
    attachHandles: 3,
    svaHandles: 10,
    owners: 2,
    cgroups: tree(),
    limits: [],
    countMax: 4,
    isEndless: true,
    about:
      'The shape of the recorded kernel traces: groups behind two IOMMU drivers, one without its default domain, four domains of callers.',
  }),
  medium: scope('reference', {
    name: 'medium',
    users: 3,
    sandboxes: [
      openSandbox(6, 4),
      sandbox({ devSva: true, vfio: [0, 3] }),
      sandbox({ workQueues: [0, 1, 4], mdevs: [0] }),
    ],
    files: 40,
    mdevs: 4,
    guestPasids: 8,
    processes: 12,
    mms: 16,
    groups: [true, true, false],
    devices: [
      device(64, 0),
      device(33, 0),
      device(0, 0),
      device(32, 1),
      device(4, 2, 1),
      device(64, null),
    ],
    domains: [domain(0), domain(0), domain(1), domain(0, false)],
    attachHandles: 8,
    svaHandles: 48,
    owners: 2,
    cgroups: tree(0, 1, 2, 1, 0),
    limits: [...upTo(65), UNLIMITED], // One more than there are ids.
    countMax: 4,
    isEndless: true,
    about:
      'Ranges that end at, just above and far from a 32-bit word, cgroups three deep: where an implementation packs bits.',
  }),
  large: scope('reference', {
    name: 'large',
    users: 50,
    sandboxes: [
      openSandbox(4, 64),
      sandbox({ devSva: true, vfio: [1, 2] }),
      sandbox({ workQueues: [0, 3], mdevs: [0, 1] }),
      sandbox({}),
    ],
    files: 4000,
    mdevs: 64,
    guestPasids: 1000,
    processes: 2000,
    mms: 2000,
    groups: [true, true, false],
    devices: [device(1 << 20, 0), device(32_769, 1), device(1025, 2, 1), device(1 << 20, 0)],
    domains: [domain(0), domain(0), domain(1), domain(0, false)],
    attachHandles: 64,
    svaHandles: 6000,
    owners: 4,
    cgroups: tree(0, 1, 2, 2, 1, 0, 6, 7, 8, 0, 10),
    // All around what a run of some hundred calls uses, then the ends of blocks and of the space.
    limits: [...upTo(65), 1023, 1024, 1025, 32_768, (1 << 20) - 1, 1 << 20, UNLIMITED],
    countMax: 1000,
    isEndless: true,
    about:
      'All 20 bits, and two ranges that end where a bitmap would start another level: for fuzzing only.',
  }),
};
