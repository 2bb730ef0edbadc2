import { type ActionTable, ioasidTables, type Policy, tables } from '#contract';
import {
  decidedIn,
  defects,
  expectations,
  modelFaults,
  numbersText,
  readFromCorpus,
  shown,
} from '#harness';
import {
  actions,
  argument,
  type FactId,
  facts,
  invariants,
  ioasidActions,
  liveness,
  policySwitches,
  type SwitchText,
  smallMachines,
  transitionInvariants,
  witnesses,
} from '#model';
import { argumentNamed, type Explained } from '../argument/explained.js';
import { designsWith } from '../book/policies.js';
import { nearest } from '../nearest.js';
import { EXIT } from '../report.js';
import type { Terminal } from '../terminal.js';

/** The options of `explain`. */
export interface ExplainOptions {
  readonly json?: boolean;
}

/**
 * `explain <invariant | expectation | fact | action | switch | claim | file>`: what the objects themselves
 * say; what a claim of the mails comes to is decided on the spot. Of a counterexample: its document.
 */
export async function explainCommand(
  terminal: Terminal,
  name: string,
  options: ExplainOptions,
): Promise<number> {
  if (name.endsWith('.json')) return explainFile(terminal, name, options);
  const explained =
    propertyNamed(name) ??
    livenessNamed(name) ??
    expectedNamed(name) ??
    smallClaimNamed(name) ??
    factNamed(name) ??
    actionNamed(name) ??
    switchNamed(name) ??
    argumentNamed(name);
  if (explained === undefined) {
    const small = smallMachines.flatMap((machine) => machine.claims);
    const known = [
      ...[...claims, ...liveness, ...small].map(({ id }) => id),
      ...expectations.map((expectation) => expectation.name),
      ...declared.map(({ kind }) => kind),
      ...Object.keys(policySwitches),
      ...Object.keys(argument),
      ...Object.keys(facts),
    ];
    const close = nearest(name, known);
    const next =
      close ??
      'NAME, with NAME a claim of docs/invariants.md, an action of docs/actions.md, a switch of docs/policies.md, a number of docs/facts.md, or P1 to P17';
    terminal.error(
      `pasid-verify: expected an invariant, a fact, an action, a switch of the policy, a claim of the mails or a counterexample (.itf.json), saw ${shown(name)}. Next: npx pasid-verify explain ${next}`,
    );
    return EXIT.usage;
  }
  if (options.json === true) terminal.out(JSON.stringify(explained, null, 2));
  else for (const line of textOf(explained)) terminal.out(line);
  return EXIT.holds;
}

/** A counterexample as its document tells it, whatever lies beside it. */
async function explainFile(
  terminal: Terminal,
  file: string,
  { json }: ExplainOptions,
): Promise<number> {
  const { block, document } = await readFromCorpus(file);
  if (json === true) terminal.out(JSON.stringify(block, null, 2));
  // The first line is for those who would change the document.
  else terminal.out(document.split('\n').slice(2).join('\n').trimEnd());
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

function livenessNamed(id: string): Explained | undefined {
  const claim = liveness.find((each) => each.id === id);
  if (claim === undefined) return undefined;
  const { why, kernel, formula, mode, fairness, profiles, callers } = claim;
  const antecedent = witnesses.find((witness) => witness.id === claim.antecedent)!;
  const scopes = decidedIn(claim.id);
  return {
    name: claim.id,
    claim: claim.claim,
    why,
    kernel,
    facts: claim.facts.map((fact) => `${fact}: ${facts[fact as FactId].said}`),
    ...(formula === undefined ? {} : { formula }),
    claimed: `of runs, profiles ${profiles.join(', ')}, ${callers} callers`,
    mode:
      mode === 'can-reach'
        ? 'from every such state some run leads there'
        : 'every fair run leads there',
    fairness:
      fairness.length === 0
        ? 'none: one run that leads there is enough'
        : `weak, of each call of ${fairness.join(' and ')}; whoever else may stop at any time`,
    antecedent: `${antecedent.id}: ${antecedent.situation}`,
    'holds, with lawful callers, in': scopes.map(
      ({ scope, numbers }) => `scope ${scope.name}: ${numbersText(claim, numbers)}`,
    ),
    'decide it again': `npx pasid-verify explore --scope ${scopes[0]!.scope.name} --claims liveness`,
    'faults of the machine it finds': modelFaults[claim.id].map(
      ({ name, about, scope }) =>
        `${name}: ${about} See explore --scope ${scope.name} --claims liveness --fault ${name}`,
    ),
  };
}

/** What a kernel does and a good design must not: by its name, or by that of its claim alone. */
function expectedNamed(name: string): Explained | undefined {
  const found = expectations.find((each) => each.name === name || each.claim.id === name);
  if (found === undefined || smallClaimNamed(name) !== undefined) return undefined;
  const { claim, about, target, bug, scope, length, kept } = found;
  return {
    name: found.name,
    'what happens': about,
    claim: `${claim.id}: ${claim.claim}`,
    why: claim.why,
    kernel: `${target}: ${claim.kernel}${bug === undefined ? '' : ` (${bug})`}`,
    facts: claim.facts.map((fact) => `${fact}: ${facts[fact as FactId].said}`),
    shortest: `${length} commands, in scope ${scope.name}: ${scope.about}`,
    'kept by': kept.by,
    'find it again': `npx pasid-verify explore --expected ${found.name}`,
  };
}

function factNamed(id: string): Explained | undefined {
  if (!Object.hasOwn(facts, id)) return undefined;
  const { said, source, outOfScope } = facts[id as FactId];
  const stating = [...claims, ...liveness].filter((claim) => claim.facts.includes(id));
  return {
    name: id,
    fact: said,
    source,
    ...(outOfScope === undefined ? {} : { 'out of scope': outOfScope }),
    'stated by': stating.map((claim) => `${claim.id}: ${claim.claim}`),
  };
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
