import { DESIGNS, type Policy } from '#contract';
import { spawn } from '../argument/calls.js';
import {
  everybodyGetsAnId,
  everybodyGetsTheirLimit,
  nobodyExceedsTheirLimit,
  usersHaveAtMost,
} from '../argument/limits.js';
import {
  always,
  type Cell,
  type ClaimCells,
  type Letter,
  notApplicable,
} from '../argument/question.js';
import type { Stage } from '../argument/stage.js';
import { contested, IDS_OF_VM, WITH_MDEV } from '../argument/stages.js';

// P2 to P5 and P7: who counts, and what the count sees.

/** The virtual machine beside processes of two other users. */
const shared = (letter: Letter, limit = 1): Stage =>
  contested(letter, {
    name: 'shared-pool',
    about:
      'Three ids, wanted by the virtual machine of user 1, by two processes of user 2 and by one of user 3.',
    calls: ['file-close', ...IDS_OF_VM[letter], 'wq-open'],
    ids: 3,
    limits: [limit, limit, limit],
    given: [spawn(2, 3), spawn(4, 2)],
  });

/** The same pool with a driver that wants an id for the kernel, and a mediated device. */
const withKernel = (letter: Letter): Stage =>
  contested(letter, {
    name: 'kernel-beside',
    about:
      'Two ids, wanted by the virtual machine of user 1, by a queue and a mediated device of user 2, and by the driver for the kernel itself.',
    calls: [
      'file-close',
      'kernel-pasid-enable',
      'kernel-pasid-disable',
      ...IDS_OF_VM[letter],
      'wq-open',
      'mdev-open',
    ],
    limits: [1, 1],
    given: WITH_MDEV,
  });

const FULL_VIEW = 'Whoever is refused an id has as many as its limit says.';
const fullView = (stage: Stage, asked: Partial<Cell> = {}): Cell =>
  always(stage, everybodyGetsTheirLimit, { statement: FULL_VIEW, ...asked });

/** A quota inside VFIO has an incomplete view. */
export const P2: ClaimCells = {
  V: [
    fullView(shared('V'), { expected: 'refuted' }),
    fullView(withKernel('V'), { case: 'with a kernel driver', expected: 'refuted' }),
  ],
  S: [
    always(
      shared('S'),
      (step) => (step.action.kind === 'vfio-alloc' ? everybodyGetsTheirLimit(step) : undefined),
      {
        case: 'who has a set',
        statement: 'Whoever has a set is given ids up to its reserve.',
        expected: 'holds',
      },
    ),
    fullView(shared('S'), { case: 'everybody', expected: 'refuted' }),
  ],
  G: [fullView(shared('G'), { expected: 'holds' })],
  C: [
    fullView(shared('C'), { case: 'limits within the range', expected: 'holds' }),
    fullView(shared('C', 2), { case: 'over-committed', expected: 'refuted' }),
    fullView(withKernel('C'), {
      case: 'with a kernel driver',
      expected: 'holds',
      finding:
        'What a driver takes for the kernel is charged to the root, which has no limit. It is lacking to the cgroups: their limits have to leave room for it, which the sum of limits alone does not say.',
    }),
  ],
  M: [
    fullView(shared('M'), {
      statement: 'Whoever is refused an id has the one that would be its share of three.',
      expected: 'refuted',
    }),
  ],
};

/** Only the virtual machine takes ids, or processes of user 2 do, too. */
const consuming = (letter: Letter, isAlone: boolean): Stage =>
  contested(letter, {
    name: isAlone ? 'vfio-alone' : 'vfio-beside-sva',
    about: isAlone
      ? 'Three ids, of which only the virtual machine of user 1 takes any.'
      : 'Three ids; a process of user 2, which may fork, takes them beside the virtual machine.',
    calls: isAlone
      ? ['file-close', ...IDS_OF_VM[letter]]
      : ['process-fork', ...IDS_OF_VM[letter], 'wq-open'],
    limits: [1, 1],
    ids: 3,
  });

const ALONE = 'VFIO alone';
const BESIDE = 'beside an SVA driver';
const consumption = (letter: Letter, which: string, expected?: Cell['expected']): Cell =>
  always(consuming(letter, which === ALONE), usersHaveAtMost(2), {
    case: which,
    statement: 'Two users with a limit of one id each have two ids together, and no more.',
    ...(expected === undefined ? {} : { expected }),
  });

/** A quota inside VFIO makes sense only if VFIO owns the function alone. */
export const P3: ClaimCells = {
  V: [consumption('V', ALONE, 'holds'), consumption('V', BESIDE, 'refuted')],
  S: [consumption('S', ALONE), consumption('S', BESIDE)],
  G: [consumption('G', BESIDE)],
  C: [consumption('C', BESIDE)],
  M: [
    always(
      contested('M', {
        name: 'own-numbers',
        about: 'A virtual machine attaches numbers of its choice beside a process with a queue.',
        calls: ['wq-open', 'file-close', 'vfio-attach', 'vfio-detach'],
        limits: [1, 1],
      }),
      ({ action, outcome, before, after }) => {
        if (action.kind !== 'vfio-attach' || outcome.kind !== 'done') return undefined;
        const isFree = before.pool.allocatedCount === after.pool.allocatedCount;
        return isFree ? 'kept' : { reason: 'the attach took an id from the pool', at: ['pool'] };
      },
      {
        statement: 'What VFIO attaches takes nothing from the pool, so that it needs no quota.',
        expected: 'holds',
      },
    ),
  ],
};

const RFC: Partial<Policy> = DESIGNS['ioasids-cgroup-rfc'];
const RFC_CASE = 'drivers exempt, as in the RFC of 2021';

/** Two users of one container, cg1, which is to have two ids and no more. */
const container = (letter: Letter, policy: Partial<Policy> = {}): Stage =>
  contested(letter, {
    name: 'container',
    about:
      'Three ids; the virtual machine of user 1 and two processes of user 2 run in one container, which is meant to have two.',
    calls: ['file-close', ...IDS_OF_VM[letter], 'wq-open'],
    ids: 3,
    limits: [2, 2],
    places: [1, 1],
    given: [spawn(4, 1)],
    policy,
  });

const contained = (stage: Stage, asked: Partial<Cell> = {}): Cell =>
  always(stage, usersHaveAtMost(2), {
    statement:
      'With a limit of two, the processes of a container have two ids together at most, whichever drivers they use.',
    ...asked,
  });

/** Limits must be tracked globally, probably by a PASID cgroup. */
export const P4: ClaimCells = {
  V: [contained(container('V'), { expected: 'refuted' })],
  S: [contained(container('S'), { expected: 'refuted' })],
  G: [contained(container('G'))],
  C: [
    contained(container('C'), { expected: 'holds' }),
    contained(container('C', RFC), { case: RFC_CASE, expected: 'refuted' }),
  ],
  M: notApplicable('Mainline has no limit that could be set on anybody.'),
};

const doors = (letter: Letter, policy: Partial<Policy> = {}): Stage =>
  contested(letter, {
    name: 'every-door',
    about:
      'Three ids; user 1 has a virtual machine, user 2 two queues and a mediated device, each user a limit of one.',
    calls: ['file-close', ...IDS_OF_VM[letter], 'wq-open', 'mdev-open'],
    ids: 3,
    limits: [1, 1],
    given: [spawn(4, 2), ...WITH_MDEV],
    policy,
  });

const outside = (name: string, about: string, call: 'process-migrate' | 'cgroup-set-max'): Stage =>
  contested('C', {
    name,
    about,
    calls: ['wq-open', 'file-close', call],
    ids: 3,
    limits: [1, 2, 1],
    given: [spawn(4, 2)],
  });

const bounded = (stage: Stage, asked: Partial<Cell> = {}): Cell =>
  always(stage, nobodyExceedsTheirLimit, {
    statement: 'No user has more ids than its limit, counted over all doors.',
    ...asked,
  });

/** Any quota must be in the IOMMU layer and shared by all drivers. */
export const P5: ClaimCells = {
  V: [bounded(doors('V'), { expected: 'refuted' })],
  S: [bounded(doors('S'), { expected: 'refuted' })],
  G: [bounded(doors('G'), { expected: 'holds' })],
  C: [
    bounded(doors('C'), { expected: 'holds' }),
    bounded(doors('C', RFC), { case: RFC_CASE, expected: 'refuted' }),
    bounded(
      outside(
        'leaving',
        'Two processes of user 2 start in cg2, whose limit is two, and may move to cg3, whose limit is one.',
        'process-migrate',
      ),
      { case: 'processes leave their cgroup', expected: 'refuted' },
    ),
    bounded(
      outside(
        'lowering',
        'Two processes of user 2 run in cg2, whose limit of two may be lowered.',
        'cgroup-set-max',
      ),
      { case: 'the limit is lowered', expected: 'refuted' },
    ),
  ],
  M: notApplicable('Mainline has no limit that could be exceeded.'),
};

/** Processes that fork, each with a queue, beside others that want one id each. */
const forkBomb = (letter: Letter, limit = 1): Stage =>
  contested(letter, {
    name: 'fork-bomb',
    about:
      'Three ids, wanted by the virtual machine of user 1, by process 2 of user 3, and by process 1 of user 2, which may fork twice.',
    calls: ['process-fork', ...IDS_OF_VM[letter], 'wq-open'],
    ids: 3,
    limits: [limit, limit, limit],
    given: [spawn(2, 3)],
  });

const bombed = (stage: Stage, asked: Partial<Cell> = {}): Cell =>
  always(stage, everybodyGetsAnId, {
    statement: 'Who asks for a first id is given one, however often another user forks.',
    ...asked,
  });

/** Resource management is needed beyond VFIO: one id for each process bounds no user who forks. */
export const P7: ClaimCells = {
  V: [bombed(forkBomb('V'), { expected: 'refuted' })],
  S: [bombed(forkBomb('S'))],
  G: [bombed(forkBomb('G'), { expected: 'holds' })],
  C: [
    bombed(forkBomb('C'), { case: 'limits within the range', expected: 'holds' }),
    bombed(forkBomb('C', 2), { case: 'over-committed', expected: 'refuted' }),
  ],
  M: [bombed(forkBomb('M'), { expected: 'refuted' })],
};
