/**
 * Do the tables in contract/ list the kernel's checks in the kernel's order? The sequences below were
 * copied from the project's sheet of kernel facts, function by function, and are compared with the
 * rows of each table that restate the kernel. Where a table says it otherwise, the difference stands
 * here with its reason. A mistake of the sheet itself would go unnoticed; recordings look for that.
 */
import { describe, expect, test } from 'vitest';
import { type ActionTable, ledgerTables, POLICIES, type Policy, tables } from '#contract';

/**
 * One check: an errno; `WARN` alone or before an errno; `done`, `bound`: the call ends well there;
 * `driver`: whatever errno the IOMMU driver answers; `INVALID`: no id; `attach`: as an attach answers.
 */
type Answers = readonly string[];

interface Facts {
  /** The section of the sheet. */
  readonly section: string;
  readonly answers: Answers;
  /** The nth answer of the sheet, counted from 0, stands in the table as these. */
  readonly otherwise?: Readonly<Record<number, { readonly table: Answers; readonly why: string }>>;
}

const INVALID_IS_ENOSPC = 'no id is told as ENOSPC, which is what a bind makes of it';
const TAKEN = ['EBUSY', 'ENOMEM', 'driver'];
const BIND =
  'ENODEV EOPNOTSUPP EBUSY EOVERFLOW ENOMEM ENOSPC EBUSY bound EBUSY ENOMEM driver attach'.split(
    ' ',
  );
/** A drop of an address space frees its id; freeing one that is not allocated warns. */
const DROP: Facts = { section: '2.6, 2.3', answers: ['WARN'] };
const NOTHING: Facts = { section: '2.6', answers: [] };

const facts: Readonly<Record<string, Facts>> = {
  'process-spawn': NOTHING,
  'process-fork': NOTHING,
  'process-exec': DROP,
  'process-exit': DROP,
  'process-migrate': { section: '2.11', answers: [] },
  'cgroup-set-max': {
    section: '2.11',
    answers: ['EINVAL'],
    otherwise: {
      0: {
        table: ['ENOENT'],
        why: 'the resource is always there and has no capacity; the root has no file (2.11: max exists on non-root only)',
      },
    },
  },
  'driver-probe': { section: '2.5', answers: ['done', 'EPROBE_DEFER', 'EBUSY'] },
  'driver-remove': {
    section: '2.5',
    answers: ['WARN'],
    otherwise: {
      0: { table: ['done', 'WARN'], why: 'the sheet does not speak of a device in no group here' },
    },
  },
  'group-claim': { section: '2.5', answers: ['WARN EINVAL', 'EPERM', ...TAKEN] },
  'group-release': { section: '2.5', answers: ['WARN'] },
  'device-claim': { section: '2.5', answers: ['WARN EINVAL', 'ENODEV', 'EPERM', 'done', ...TAKEN] },
  'device-release': {
    section: '2.5',
    answers: ['WARN'],
    otherwise: {
      0: {
        table: ['done', 'WARN'],
        why: 'the sheet speaks of the last release; others only count',
      },
    },
  },
  'pasid-alloc-global': {
    section: '2.3',
    answers: ['INVALID', 'INVALID'],
    otherwise: {
      0: { table: ['ENOSPC'], why: INVALID_IS_ENOSPC },
      1: { table: ['ENOSPC', 'ENOSPC'], why: `${INVALID_IS_ENOSPC}; its two causes are two rows` },
    },
  },
  'pasid-free-global': {
    section: '2.3',
    answers: ['WARN', 'WARN'],
    otherwise: { 1: { table: [], why: 'no id, and an id that is not allocated, are one row' } },
  },
  'pasid-attach': {
    section: '2.4',
    answers: ['EOPNOTSUPP', 'ENODEV', 'EINVAL', 'EINVAL', 'EBUSY', 'ENOMEM', 'driver'],
  },
  'pasid-detach': { section: '2.4', answers: [] },
  'attach-handle-get': { section: '2.4', answers: ['ENOENT', 'EBUSY'] },
  'sva-bind': {
    section: '2.6',
    answers: BIND,
    otherwise: {
      5: {
        table: ['ENOSPC', 'ENOSPC', 'ENOSPC'],
        why: 'the causes of INVALID are rows of their own',
      },
      8: { table: [], why: 'a handle of another type is in the row of another address space' },
      11: {
        table: ['EINVAL', 'EBUSY', 'ENOMEM', 'driver'],
        why: 'that the group or set_dev_pasid is missing, or that the driver is another, cannot be here',
      },
    },
  },
  'sva-unbind': DROP,
  'sva-get-pasid': {
    section: '2.6',
    answers: ['INVALID'],
    otherwise: { 0: { table: [], why: 'a handle that a bind made is of an mm that has an id' } },
  },
  'ledger-set-capacity': { section: '2.11', answers: ['EINVAL'] },
  'ledger-set-max': {
    section: '2.11',
    answers: ['EINVAL'],
    otherwise: { 0: { table: ['EINVAL', 'EINVAL'], why: 'its two causes are two rows' } },
  },
  'ledger-try-charge': {
    section: '2.11',
    answers: ['EINVAL', 'done', 'EBUSY'],
    otherwise: { 1: { table: [], why: 'that amount 0 does nothing stands under effect' } },
  },
  'ledger-uncharge': {
    section: '2.11',
    answers: ['done', 'WARN'],
    otherwise: {
      0: { table: [], why: 'that amount 0 or no cgroup does nothing stands under effect' },
      1: { table: [], why: 'the charge is taken back all the same, so it stands under effect' },
    },
  },
};

// Where the IOMMU driver below answers what it likes, a table writes the errno that runs inject.
const DRIVERS = new Set<string | undefined>([
  'set_dev_pasid',
  'set_group_domain',
  'domain_alloc_sva',
]);

/** Every table that restates a function of the kernel. */
const restated = [...tables, ...ledgerTables].filter(
  ({ kernel }: ActionTable) => !kernel.startsWith('none'),
);

/** What the table says of the kernel: no decision of this project, no policy of the reference alone. */
function kernelAnswers({ checks }: ActionTable): Answers {
  return checks
    .filter(({ source, policy }) => !source.startsWith('decision') && !isOfReference(policy))
    .map(({ answer, warns, fault }) => {
      if (DRIVERS.has(fault)) return 'driver';
      if (warns !== true) return answer;
      return answer === 'done' ? 'WARN' : `WARN ${answer}`;
    });
}

function isOfReference(named: string | undefined): boolean {
  const [decision, value] = named?.split(': ') ?? [];
  const decided = (policy: Policy): boolean => policy[decision as keyof Policy] === value;
  return named !== undefined && decided(POLICIES.reference) && !decided(POLICIES['linux-6.12']);
}

describe('the kernel checks in the order of its facts', () => {
  test.each(restated)('$action', (table) => {
    const { answers, otherwise = {} } = facts[table.action]!;
    expect(kernelAnswers(table)).toEqual(
      answers.flatMap((answer, nth) => otherwise[nth]?.table ?? [answer]),
    );
  });
});

test('each table that names a function of the kernel has its facts, and the facts a table', () => {
  expect(Object.keys(facts)).toEqual(restated.map(({ action }) => action));
});

test('a difference is one, has a reason, and is about an answer of the sheet', () => {
  for (const [action, { answers, otherwise = {} }] of Object.entries(facts)) {
    for (const [nth, { table, why }] of Object.entries(otherwise)) {
      expect(answers[Number(nth)], action).toBeDefined();
      expect(table, action).not.toEqual([answers[Number(nth)]]);
      expect(why, action).toMatch(/\w+ \w+/);
    }
  }
});
