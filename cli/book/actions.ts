import { type ActionTable, ledgerTables, tables } from '#contract';
import { type Action, actionByKind } from '#model';
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
  );

function actionBlocks(action: ActionTable): string[] {
  const declared =
    action.action in actionByKind ? actionByKind[action.action as Action['kind']] : undefined;
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
      `${code(check.answer)}${check.warns === true ? ', with a warning' : ''}`,
      check.fault === undefined ? '' : code(check.fault),
      check.policy === undefined ? '' : policyLink(check.policy),
      prose(check.leaves ?? ''),
      prose(check.source),
    ]),
  );
