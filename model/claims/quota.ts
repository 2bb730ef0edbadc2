import { DESIGNS, type Policy } from '#contract';
import {
  besideSva,
  container,
  doors,
  forkBomb,
  forkBombAlone,
  outside,
  queuesAlone,
  shared,
  sharedAlike,
  vfioAlone,
  withKernel,
} from '../argument/pools.js';
import {
  always,
  type Cell,
  type ClaimCells,
  type Letter,
  notApplicable,
} from '../argument/question.js';
import type { Stage } from '../argument/stage.js';
import { contested } from '../argument/stages.js';
import {
  everybodyGetsAnId,
  everybodyGetsTheirLimit,
  nobodyExceedsTheirLimit,
  usersHaveAtMost,
} from '../judgements/limits.js';

// P2 to P5 and P7: who counts, and what the count sees.

const WITHIN = 'limits within the range of the smaller device';
const LARGER = 'limits within the range of the larger device';
const OVER = 'over-committed';

const KERNEL_NEEDS_ROOM =
  'The limits of the others have to leave room for it; that they sum to no more than the range is not enough.';
const FULL_VIEW = 'Whoever is refused an id has as many as its limit says.';
const fullView = (stage: Stage, asked: Partial<Cell> = {}): Cell =>
  always(stage, everybodyGetsTheirLimit, { statement: FULL_VIEW, ...asked });

const reserved = (stage: Stage, asked: Partial<Cell>): Cell =>
  always(
    stage,
    (step) => (step.action.kind === 'vfio-alloc' ? everybodyGetsTheirLimit(step) : undefined),
    {
      statement: 'Whoever has a set is given ids up to its reserve.',
      expected: 'holds',
      ...asked,
    },
  );

/** A quota inside VFIO has an incomplete view. */
export const P2: ClaimCells = {
  V: [
    fullView(shared('V'), { expected: 'refuted' }),
    fullView(withKernel('V'), { case: 'with a kernel driver', expected: 'refuted' }),
  ],
  S: [
    reserved(sharedAlike('S'), { case: 'who has a set' }),
    reserved(shared('S'), {
      case: 'who has a set and a smaller device',
      finding:
        'A reserve says how many ids, and not which: others can have all that the smaller device can express.',
    }),
    fullView(sharedAlike('S'), { case: 'everybody', expected: 'refuted' }),
  ],
  G: [
    fullView(shared('G'), { case: WITHIN, expected: 'holds' }),
    fullView(shared('G', [2, 2, 2]), { case: OVER, expected: 'refuted' }),
    fullView(withKernel('G'), {
      case: 'with a kernel driver',
      expected: 'holds',
      finding: `What a driver takes for the kernel counts for no user. ${KERNEL_NEEDS_ROOM}`,
    }),
  ],
  C: [
    fullView(shared('C'), { case: WITHIN, expected: 'holds' }),
    fullView(shared('C', [1, 2, 1]), { case: LARGER, expected: 'refuted' }),
    fullView(shared('C', [2, 2, 2]), { case: OVER, expected: 'refuted' }),
    fullView(withKernel('C'), {
      case: 'with a kernel driver',
      expected: 'holds',
      finding: `What a driver takes for the kernel is charged to the root, which has no limit. ${KERNEL_NEEDS_ROOM}`,
    }),
  ],
  M: [
    fullView(queuesAlone, {
      statement: 'Whoever is refused an id has the one that would be its share of two.',
      expected: 'refuted',
    }),
  ],
};

const consumption = (
  stage: Stage,
  which: string,
  expected?: Cell['expected'],
  limit = 'one id',
): Cell =>
  always(stage, usersHaveAtMost(2), {
    case: which,
    statement: `Two users with a limit of ${limit} each have two ids together, and no more.`,
    ...(expected === undefined ? {} : { expected }),
  });

const alone = (letter: Letter, expected?: Cell['expected']): Cell =>
  consumption(vfioAlone(letter, 1), 'VFIO alone', expected);
const beside = (letter: Letter, expected?: Cell['expected']): Cell =>
  consumption(besideSva(letter), 'beside an SVA driver', expected);

/** A quota inside VFIO makes sense only if VFIO owns the function alone. */
export const P3: ClaimCells = {
  V: [
    alone('V', 'holds'),
    consumption(vfioAlone('V', 2), 'VFIO alone, a limit of two', 'refuted', 'two ids'),
    beside('V', 'refuted'),
  ],
  S: [alone('S'), beside('S')],
  G: [beside('G')],
  C: [beside('C')],
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
        'Two processes of user 2 start in cg2, whose limit is two, and may move to a cgroup whose limit is one.',
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

const bombed = (stage: Stage, asked: Partial<Cell> = {}): Cell =>
  always(stage, everybodyGetsAnId, {
    statement: 'Who asks for a first id is given one, however often another user forks.',
    ...asked,
  });

/** Resource management is needed beyond VFIO: one id for each process bounds no user who forks. */
export const P7: ClaimCells = {
  V: [bombed(forkBomb('V'), { expected: 'refuted' })],
  S: [bombed(forkBomb('S'))],
  G: [
    bombed(forkBomb('G'), { case: WITHIN, expected: 'holds' }),
    bombed(forkBombAlone('G', 3), { case: OVER, expected: 'refuted' }),
  ],
  C: [
    bombed(forkBomb('C'), { case: WITHIN, expected: 'holds' }),
    bombed(forkBomb('C', [1, 2, 1]), { case: LARGER, expected: 'refuted' }),
  ],
  M: [bombed(forkBombAlone('M', 1), { expected: 'refuted' })],
};
