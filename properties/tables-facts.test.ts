/**
 * Do the tables in contract/ list the kernel's checks in the kernel's order? The sequences in
 * kernel-checks.ts and ioasid-checks.ts were copied from the project's sheet of kernel facts, function by function, and are
 * compared with the rows of each table that restate the kernel. Where a table says it otherwise, the
 * difference stands there with its reason. A mistake of the sheet itself would go unnoticed;
 * recordings look for that.
 */
import { describe, expect, test } from 'vitest';
import {
  type ActionTable,
  ioasidTables,
  ledgerTables,
  POLICIES,
  type Policy,
  tables,
} from '#contract';
import { ioasidFacts } from './ioasid-checks.js';
import { type Answers, facts as otherFacts } from './kernel-checks.js';

// Where the IOMMU driver below answers what it likes, a table writes the errno that runs inject.
const DRIVERS = new Set<string | undefined>([
  'set_dev_pasid',
  'set_group_domain',
  'domain_alloc_sva',
]);

/** Tables that name a function of the kernel of which the sheet lists no checks. */
const UNLISTED: readonly string[] = [
  'device-plug',
  'mdev-create',
  'mdev-remove',
  'mdev-open',
  'mm-pasid-drop',
];

const facts = { ...otherFacts, ...ioasidFacts };

/** Every table that restates a function of the kernel which the sheet describes. */
const restated = [...tables, ...ledgerTables, ...ioasidTables].filter(
  ({ action, kernel }: ActionTable) => !kernel.startsWith('none') && !UNLISTED.includes(action),
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
  const [decision, values] = named?.split(': ') ?? [];
  const decided = (policy: Policy): boolean =>
    values?.split(' or ').includes(policy[decision as keyof Policy]) === true;
  return named !== undefined && decided(POLICIES.reference) && !decided(POLICIES['linux-6.12']);
}

describe('the kernel checks in the order of its facts', () => {
  test.each(restated)('$action', (table) => {
    const { answers, first, otherwise = {} } = facts[table.action]!;
    expect(kernelAnswers(table)).toEqual([
      ...(first?.table ?? []),
      ...answers.flatMap((answer, nth) => otherwise[nth]?.table ?? [answer]),
    ]);
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
