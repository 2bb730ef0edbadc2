import { spawn } from '../argument/calls.js';
import {
  always,
  type Cell,
  type ClaimCells,
  type Letter,
  notApplicable,
  type Reached,
  reachable,
} from '../argument/question.js';
import type { Stage } from '../argument/stage.js';
import { contested, IDS_OF_VM } from '../argument/stages.js';
import { everybodyGetsAnId, idsOf, userHasAtMost } from '../judgements/limits.js';
import { givenIsCharged, givenWithinRange } from '../judgements/use.js';
import { tree } from '../scopes/scope.js';

// P13 and P14: whether the limit of the architecture is enough, and whether one quota fits all.

const queues = (letter: Letter): Stage =>
  contested(letter, {
    name: 'two-queues',
    about:
      'Two ids that fit a work queue, which two processes of user 2 and one of user 3 open, and a third that does not.',
    calls: ['wq-open', 'file-close', ...IDS_OF_VM[letter]],
    ids: [2, 3],
    limits: [1, 1, 1],
    given: [spawn(4, 2), spawn(2, 3)],
  });

const ONLY_MAINLINE =
  'The claim asks for no quota, or for one by cgroups; this design has another.';

/** The IOMMU layer need only enforce what the architecture can express. */
export const P13: ClaimCells = {
  V: notApplicable(ONLY_MAINLINE),
  S: notApplicable(ONLY_MAINLINE),
  G: notApplicable(ONLY_MAINLINE),
  C: [
    always(queues('C'), givenIsCharged, {
      statement: 'An id of /dev/sva and one of SVA are both charged to the cgroup of the caller.',
      expected: 'holds',
    }),
  ],
  M: [
    always(queues('M'), givenWithinRange, {
      case: 'it is enforced',
      statement: 'An id that is given is one that the device can express.',
      expected: 'holds',
    }),
    always(queues('M'), everybodyGetsAnId, {
      case: 'it is enough',
      statement: 'Who asks for a first id is given one.',
      expected: 'refuted',
    }),
  ],
};

/** A virtual machine that needs two ids, beside a user of whom one is enough, in a cgroup and one below. */
const mixed = (letter: Letter, limits: readonly [number, number]): Stage =>
  contested(letter, {
    name: `mixed, limits ${limits.join(' and ')}`,
    about:
      'Three ids; the virtual machine of user 1 needs two, and user 2, with a process in cg2 and another in cg3 below it, is to have one.',
    calls: ['file-close', ...IDS_OF_VM[letter], 'wq-open'],
    ids: [3, 3],
    limits: [...limits, limits[1]],
    cgroups: tree(0, 0, 2),
    given: [spawn(4, 3)],
  });

const machineHasTwo: Reached = ({ after }) =>
  idsOf(after, 1) === 2 ? 'user 1 has two ids' : undefined;

/** Both halves of the question, for the limits that a design can be given. */
const fits = (
  letter: Letter,
  limits: readonly [number, number],
  which: string,
  [machine, processes]: readonly ['holds' | 'refuted', 'holds' | 'refuted'],
): readonly [Cell, Cell] => [
  reachable(mixed(letter, limits), machineHasTwo, {
    case: `${which}: the machine`,
    statement: 'The virtual machine can have the two ids that it needs.',
    expected: machine,
  }),
  always(mixed(letter, limits), userHasAtMost(2, 1), {
    case: `${which}: the processes`,
    statement: 'The processes of user 2 never have more than one id together.',
    expected: processes,
  }),
];

const FLAT_ONE = 'a limit of one';
const FLAT_TWO = 'a limit of two';

/** One model of quota may not fit a queue with one id for each user and a machine with many. */
export const P14: ClaimCells = {
  V: fits('V', [2, 2], FLAT_TWO, ['holds', 'refuted']),
  S: fits('S', [2, 2], 'a reserve of two', ['holds', 'refuted']),
  G: [
    ...fits('G', [1, 1], FLAT_ONE, ['refuted', 'holds']),
    ...fits('G', [2, 2], FLAT_TWO, ['holds', 'refuted']),
  ],
  C: fits('C', [2, 1], 'a limit for each cgroup', ['holds', 'holds']),
  M: [fits('M', [2, 1], 'no limit', ['holds', 'refuted'])[1]],
};
