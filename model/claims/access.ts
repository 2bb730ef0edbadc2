import type { Policy } from '#contract';
import { attachId, openDevSva, probe, takeId } from '../argument/calls.js';
import {
  always,
  type Cell,
  type ClaimCells,
  type Letter,
  notApplicable,
  reachable,
} from '../argument/question.js';
import type { Stage } from '../argument/stage.js';
import {
  contested,
  DEV_SVA_FILE,
  IDS_OF_VM,
  twoMachines,
  VFIO_FILE,
  WITH_MDEV,
} from '../argument/stages.js';
import {
  attachedToOwnGroup,
  bothHaveIds,
  closedInAnyOrder,
  failedOpenLeavesId,
  freedByOwnerOnly,
  keptWhileRunning,
  onlyOwnersAreGiven,
  parentKeepsDevice,
  queueGivesId,
} from '../judgements/use.js';

// P1, P6, P9, P11, P12 and P15: who gets ids, and who may do what with them.

const LETTERS = ['V', 'S', 'G', 'C', 'M'] as const satisfies readonly Letter[];

/** The same question to every design. */
const toAll = (cells: (letter: Letter) => readonly [Cell, ...Cell[]]): ClaimCells =>
  Object.fromEntries(LETTERS.map((letter) => [letter, cells(letter)])) as unknown as ClaimCells;

/** PASIDs have several allocators. */
export const P1: ClaimCells = {
  ...toAll((letter) => [
    reachable(
      contested(letter, {
        name: 'two-allocators',
        about: 'A virtual machine of user 1, and a process of user 2 with a work queue.',
        calls: [...IDS_OF_VM[letter], 'vfio-attach', 'wq-open'],
        limits: [1, 1],
      }),
      bothHaveIds,
      { statement: 'VFIO and a driver for SVA can have ids at the same time.', expected: 'holds' },
    ),
  ]),
  M: notApplicable(
    'VFIO has no id of the pool in mainline: what it attaches is a number of the table of the device.',
  ),
};

const queue = (letter: Letter): Stage =>
  contested(letter, {
    name: 'one-queue',
    about: 'A process of user 2 opens a work queue, and memory or hardware may fail.',
    calls: ['wq-open', 'file-close', 'process-exit'],
    limits: [1, 1],
    withFaults: true,
  });

/** SVA lets an unprivileged process get an id already. */
export const P6: ClaimCells = toAll((letter) => [
  reachable(queue(letter), queueGivesId, {
    statement: 'A process whose sandbox lists a work queue gets an id, with no other privilege.',
    expected: 'holds',
  }),
  reachable(queue(letter), failedOpenLeavesId, {
    case: 'where the open fails',
    statement: 'A process can have an id although its open failed.',
    expected: 'holds',
  }),
  always(queue(letter), keptWhileRunning, {
    case: 'as long as it runs',
    statement: 'Who has an id by SVA keeps it until it exits, whatever it closes.',
    expected: 'holds',
  }),
]);

/** VFIO owns no id, and with mediated devices neither the device nor the IOMMU. */
export const P9: ClaimCells = toAll((letter) => [
  always(
    contested(letter, {
      name: 'mediated',
      about: 'A process of user 2 opens a part of a device whose driver stays bound.',
      calls: ['mdev-open', 'wq-open', 'file-close'],
      limits: [1, 2],
      given: WITH_MDEV,
    }),
    parentKeepsDevice,
    {
      statement:
        'Who opens a mediated device claims nothing: the device stays with its driver, and the id leads to the part and goes when the part is closed.',
      expected: 'holds',
    },
  ),
]);

const bothDoors = (letter: Letter): Stage =>
  contested(letter, {
    name: 'both-doors',
    about: 'The virtual machines of users 1 and 2 take ids at every door their design has.',
    calls: [...IDS_OF_VM[letter], 'dev-sva-alloc', 'dev-sva-free', 'vfio-attach'],
    ids: [3, 3],
    limits: [1, 1],
    isSecondMachine: true,
    given: [...(letter === 'G' || letter === 'C' ? [] : [openDevSva(0)]), openDevSva(1)],
  });

/** No front door at all, and callers that keep to nothing. */
const twoDrivers = (letter: Letter, policy = {}): Stage =>
  contested(letter, {
    name: 'two-drivers',
    about: 'The drivers of two devices take ids from one pool, and free whichever they like.',
    calls: ['pasid-alloc-global', 'pasid-free-global'],
    limits: [1, 1],
    isUnopened: true,
    isSloppy: true,
    given: [probe(1)],
    policy,
  });

const DOORS = 'two doors';
const DRIVERS = 'two drivers';
const freed = (stage: Stage, which: string, expected: 'holds' | 'refuted'): Cell =>
  always(stage, freedByOwnerOnly, {
    case: which,
    statement: 'Whoever frees what another has frees nothing, and no id has two owners.',
    expected,
  });

/** There should not be two preferred interfaces; with two, each id still has one owner. */
export const P11: ClaimCells = {
  V: [freed(bothDoors('V'), DOORS, 'holds')],
  S: [freed(bothDoors('S'), DOORS, 'holds')],
  G: [freed(bothDoors('G'), DOORS, 'holds')],
  C: [
    freed(bothDoors('C'), DOORS, 'holds'),
    freed(twoDrivers('C'), DRIVERS, 'holds'),
    freed(
      twoDrivers('C', { freeBy: 'anyone' }),
      `${DRIVERS}, and nobody asks whose id it is`,
      'refuted',
    ),
  ],
  M: [freed(twoDrivers('M'), DRIVERS, 'refuted')],
};

const entitled = (letter: Letter, isVfioAlone: boolean, policy = {}): Stage =>
  contested(letter, {
    name: isVfioAlone ? 'entitled-by-vfio' : 'entitled',
    about: 'A confined process with one device, and a process of user 2 with a work queue.',
    calls: [
      'vfio-open',
      ...(letter === 'G' || letter === 'C' ? (['dev-sva-open'] as const) : []),
      ...IDS_OF_VM[letter],
      ...(isVfioAlone ? [] : (['wq-open'] as const)),
    ],
    limits: [1, 1],
    isUnopened: true,
    policy,
  });

const FOR_OWNERS: Partial<Policy> = { devSvaBy: 'device-owner' };
const given = (stage: Stage, which: string, expected: 'holds' | 'refuted'): Cell =>
  always(stage, onlyOwnersAreGiven, {
    case: which,
    statement: 'Whoever is given an id has a device through VFIO.',
    expected,
  });

/** A user of VFIO must own a device before any allocation. */
export const P12: ClaimCells = {
  V: [
    given(entitled('V', true), 'by VFIO alone', 'holds'),
    given(entitled('V', false), 'by SVA, too', 'refuted'),
  ],
  S: [
    given(entitled('S', true), 'by VFIO alone', 'holds'),
    given(entitled('S', false), 'by SVA, too', 'refuted'),
  ],
  G: [given(entitled('G', true), 'by /dev/sva', 'refuted')],
  C: [
    given(entitled('C', true), 'by /dev/sva', 'refuted'),
    given(entitled('C', true, FOR_OWNERS), 'by /dev/sva for owners of a device', 'holds'),
    given(entitled('C', false, FOR_OWNERS), 'by /dev/sva for owners, and by SVA', 'refuted'),
  ],
  M: [
    always(twoMachines('M'), attachedToOwnGroup, {
      case: 'for the attachment',
      statement: 'What is attached through VFIO is attached to a group of the user’s own.',
      expected: 'holds',
    }),
  ],
};

const closing = (letter: Letter, policy = {}): Stage =>
  contested(letter, {
    name: 'two-files',
    about:
      'A virtual machine has an id from one file attached through another, and closes both in any order.',
    calls: ['file-close', 'vfio-detach'],
    limits: [1, 1],
    given: [takeId(0, DEV_SVA_FILE, 1), attachId(0, VFIO_FILE, 1)],
    policy,
  });

const inAnyOrder = (stage: Stage, asked: Partial<Cell>): Cell =>
  always(stage, closedInAnyOrder, {
    statement:
      'Whichever file is closed first, no slot outlives its id and nothing is left at last.',
    ...asked,
  });

const ONE_FILE =
  'VFIO allocates through the file by which it attaches, so there is no order of two.';

/** The file that holds an id may be closed before the file through which it is used. */
export const P15: ClaimCells = {
  V: notApplicable(ONE_FILE),
  S: notApplicable(ONE_FILE),
  G: [inAnyOrder(closing('G'), { expected: 'holds' })],
  C: [
    inAnyOrder(closing('C'), { expected: 'holds' }),
    inAnyOrder(closing('C', { freeAttached: 'at-once' }), {
      case: 'without a reference',
      expected: 'refuted',
    }),
  ],
  M: notApplicable('No file holds an id in mainline: the number is chosen by who attaches it.'),
};
