import { type ActionTable, type Policy, tables } from '#contract';
import {
  aboutOf,
  type CellAt,
  type CellResult,
  cellsInOrder,
  defects,
  givenOf,
  resultOf,
  shown,
  type Told,
} from '#harness';
import {
  actionByKind,
  actions,
  argument,
  type ClaimId,
  type FactId,
  facts,
  invariants,
  policySwitches,
  type SwitchText,
  transitionInvariants,
  witnesses,
} from '#model';
import { verdictText } from '../argument/text.js';
import { designsWith } from '../book/policies.js';
import { EXIT } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `explain`. */
export interface ExplainOptions {
  readonly json?: boolean;
}

/**
 * `explain <invariant | action | switch | claim>`: what the objects themselves say; what a claim of the
 * mails comes to is decided on the spot.
 */
export function explainCommand(terminal: Terminal, name: string, options: ExplainOptions): number {
  const explained =
    propertyNamed(name) ?? actionNamed(name) ?? switchNamed(name) ?? claimNamed(name);
  if (explained === undefined) {
    const known = [
      ...claims.map(({ id }) => id),
      ...actions.map(({ kind }) => kind),
      ...Object.keys(policySwitches),
      ...Object.keys(argument),
    ];
    terminal.error(
      `pasid-verify: expected an invariant, an action, a switch of the policy or a claim of the mails, saw ${shown(name)}. Next: npx pasid-verify explain NAME, with NAME one of ${known.join(', ')}`,
    );
    return EXIT.usage;
  }
  if (options.json === true) terminal.out(JSON.stringify(explained, null, 2));
  else for (const line of textOf(explained)) terminal.out(line);
  return EXIT.holds;
}

const claims = [...invariants, ...transitionInvariants];

/** Headings and what stands under each: a sentence, or a list. */
type Explained = Readonly<Record<string, string | readonly string[]>>;

function propertyNamed(id: string): Explained | undefined {
  const claim = claims.find((each) => each.id === id);
  if (claim === undefined) return undefined;
  const antecedent = witnesses.find((witness) => witness.id === claim.antecedent)!;
  const found = defects[claim.id].map(
    ({ name, about, bug }) => `defect/${name}${bug === undefined ? '' : ` (${bug})`}: ${about}`,
  );
  return {
    name: claim.id,
    claim: claim.claim,
    why: claim.why,
    kernel: claim.kernel,
    facts: claim.facts.map((id) => `${id}: ${facts[id as FactId].said}`),
    ...(claim.formula === undefined ? {} : { formula: claim.formula }),
    claimed: `of ${claim.scope}s, profiles ${claim.profiles.join(', ')}, ${claim.callers} callers`,
    antecedent: `${antecedent.id}: ${antecedent.situation}`,
    'defects it finds': found,
  };
}

function actionNamed(kind: string): Explained | undefined {
  const table: ActionTable | undefined = tables.find(({ action }) => action === kind);
  if (table === undefined) return undefined;
  const { summary, params } = actionByKind[kind as keyof typeof actionByKind];
  return {
    name: kind,
    summary,
    kernel: table.kernel,
    actor: table.actor,
    parameters: Object.entries(params).map(([name, domain]) => `${name}: a ${domain}`),
    'means something only if': table.requires,
    'a lawful caller promises': table.lawful ?? [],
    checks: table.checks.map(checkText),
    answer: table.answer,
    effect: table.effect,
  };
}

function switchNamed(name: string): Explained | undefined {
  if (!(name in policySwitches)) return undefined;
  const decision = name as keyof Policy;
  const { question, values, readAt }: SwitchText = policySwitches[decision];
  return {
    name,
    question,
    values: Object.entries(values).map(([value, then]) => {
      const who = designsWith(decision, value);
      return `${value}${who.length === 0 ? '' : ` (${who.join(', ')})`}: ${then}`;
    }),
    'read in': readAt,
  };
}

/** A claim of the mails: in each design what it says there, the answer, and the trace in words. */
function claimNamed(id: string): Explained | undefined {
  if (!(id in argument)) return undefined;
  const { said, source } = argument[id as ClaimId];
  const cells = cellsInOrder.filter(({ claim }) => claim === id);
  const stories = cells.map((at): readonly [string, readonly string[]] => {
    const result = resultOf(at);
    const { design, cell } = at;
    const name = cell.case === undefined ? design : `${design}, ${cell.case}`;
    return [`${name}: ${verdictText(result)}`, storyOf(at, result)];
  });
  return { name: id, claim: said, source, ...Object.fromEntries(stories) };
}

function storyOf({ cell }: CellAt, { verdict, trace, reason }: CellResult): readonly string[] {
  if (verdict === 'not applicable') return [reason ?? ''];
  const found = cell.finding === undefined ? [] : [`Not as expected. ${cell.finding}`];
  if (trace === undefined) return [cell.statement, ...found];
  return [
    cell.statement,
    ...found,
    [...aboutOf(cell.question), 'Given:', ...givenOf(cell.question).map(sentenceOf)].join(' '),
    ...trace.map((step, index) => `${index + 1}. ${sentenceOf(step)}`),
    ...(reason === undefined ? [] : [`So ${reason}.`]),
  ];
}

const sentenceOf = ({ sentence }: Told): string => sentence;

function checkText(check: ActionTable['checks'][number]): string {
  const marks = [
    check.warns === true ? 'with a warning' : undefined,
    check.policy === undefined ? undefined : `if ${check.policy}`,
    check.leaves === undefined ? undefined : `leaves: ${check.leaves}`,
  ].filter((mark) => mark !== undefined);
  const more = marks.length === 0 ? '' : ` (${marks.join('; ')})`;
  return `${check.answer}: ${check.when}${more} [${check.source}]`;
}

function textOf(explained: Explained): string[] {
  return Object.entries(explained).flatMap(([heading, content]) => {
    if (typeof content === 'string') return [`${heading}: ${content}`];
    return content.length === 0 ? [] : [`${heading}:`, ...content.map((line) => `  - ${line}`)];
  });
}
