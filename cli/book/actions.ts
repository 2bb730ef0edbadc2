import { type ActionTable, ioasidTables, ledgerTables, tables } from '#contract';
import { actions, ioasidActions } from '#model';
import { code, list, page, policyLink, prose, steps, table } from './markdown.js';

/** Every table of the contract: who calls, what is checked in which order, what is then true. */
export const actionsPage = (): string =>
  page(
    'Actions',
    'Model and implementation are both written from these tables. The checks are made in their order; the first that applies ends the call with its answer. A row with a failure applies only where that failure was put into the step; one with a policy only under that decision.',
    '## The machine',
    ...tables.flatMap(actionBlocks),
    '## The ledger alone',
    'The machine charges and uncharges inside its own actions. These calls are made by recordings of the real controller.',
    ...ledgerTables.flatMap(actionBlocks),
    '## The allocator of 6.1',
    'A machine of its own, beside the first one. Whoever allocates sees one answer for each way to fail; only the log tells them apart.',
    ...ioasidTables.flatMap(actionBlocks),
  );

function actionBlocks(action: ActionTable): string[] {
  const declared = [...actions, ...ioasidActions].find(({ kind }) => kind === action.action);
  const parameters = Object.entries(declared?.params ?? {}).map(([name, domain]) =>
    name === domain ? code(name) : `${code(name)}: ${prose(domain)}`,
  );
  const facts = [
    `**Caller:** ${prose(action.actor)}`,
    `**Kernel:** ${prose(action.kernel)}`,
    ...(parameters.length === 0 ? [] : [`**Parameters:** ${parameters.join(', ')}`]),
    ...(action.policy === undefined ? [] : [`**Only under:** ${policyLink(action.policy)}`]),
    ...all('Means something only if:', action.requires),
    ...all('A lawful caller promises:', action.lawful ?? []),
  ];
  return [
    `### ${action.action}`,
    ...(declared === undefined ? [] : [prose(declared.summary)]),
    list(facts),
    ...(action.checks.length === 0 ? ['No check is made.'] : [checksTable(action.checks)]),
    `When all passed, the answer is ${code(action.answer)}:`,
    steps(action.effect.map(prose)),
  ];
}

/** One point where there is one condition, and its own list below it where there are more. */
function all(heading: string, conditions: readonly string[]): string[] {
  if (conditions.length === 0) return [];
  const [only, ...more] = conditions.map(prose);
  if (more.length === 0) return [`**${heading}** ${only}`];
  return [[`**${heading}**`, ...[only, ...more].map((each) => `  - ${each}`)].join('\n')];
}

const checksTable = (checks: ActionTable['checks']): string =>
  table(
    ['#', 'when', 'answer', 'failure', 'policy', 'what it leaves', 'where it was read'],
    checks.map((check, index) => [
      String(index + 1),
      prose(check.when),
      `${code(check.answer)}${check.warns === true ? ', with a warning' : ''}${check.logs === undefined ? '' : `, logged as ${check.logs}`}`,
      check.fault === undefined ? '' : code(check.fault),
      check.policy === undefined ? '' : policyLink(check.policy),
      prose(check.leaves ?? ''),
      prose(check.source),
    ]),
  );
