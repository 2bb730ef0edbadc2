import { type ActionTable, ioasidTables, type Policy, tables } from '#contract';
import { defects, shown } from '#harness';
import {
  actions,
  argument,
  type FactId,
  facts,
  invariants,
  ioasidActions,
  policySwitches,
  type SwitchText,
  smallMachines,
  transitionInvariants,
  witnesses,
} from '#model';
import { argumentNamed, type Explained } from '../argument/explained.js';
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
    propertyNamed(name) ??
    smallClaimNamed(name) ??
    actionNamed(name) ??
    switchNamed(name) ??
    argumentNamed(name);
  if (explained === undefined) {
    const small = smallMachines.flatMap((machine) => machine.claims);
    const known = [
      ...[...claims, ...small].map(({ id }) => id),
      ...declared.map(({ kind }) => kind),
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
const declared = [...actions, ...ioasidActions];

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

/** A claim of a machine beside the reference machine. */
function smallClaimNamed(id: string): Explained | undefined {
  for (const { title, claims: own, notKept, witnesses: situations } of smallMachines) {
    const claim = own.find((each) => each.id === id);
    if (claim === undefined) continue;
    const antecedent = situations.find((witness) => witness.id === claim.antecedent)!;
    return {
      name: claim.id,
      machine: title,
      claim: claim.claim,
      why: claim.why,
      kernel: claim.kernel,
      facts: claim.facts.map((fact) => `${fact}: ${facts[fact as FactId].said}`),
      claimed: `${claim.profiles.join(', ') || 'nowhere'}, ${claim.callers} callers`,
      antecedent: `${antecedent.id}: ${antecedent.situation}`,
      'not kept': notKept[id] ?? [],
    };
  }
  return undefined;
}

function actionNamed(kind: string): Explained | undefined {
  const everyTable: readonly ActionTable[] = [...tables, ...ioasidTables];
  const table = everyTable.find(({ action }) => action === kind);
  if (table === undefined) return undefined;
  const { summary, params } = declared.find((each) => each.kind === kind)!;
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

function checkText(check: ActionTable['checks'][number]): string {
  const marks = [
    check.warns === true ? 'with a warning' : undefined,
    check.logs === undefined ? undefined : `logged as ${check.logs}`,
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
