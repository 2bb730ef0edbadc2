import {
  argument,
  decisions,
  type FactId,
  facts,
  howFactsWereRead,
  liveness,
  sections,
  smallMachines,
} from '#model';
import { claims } from './invariants.js';
import { anchor, claimLink, list, page, prose, table } from './markdown.js';

/** The numbered facts, each with the claim that states it or the reason why none does. */
export const factsPage = (): string =>
  page(
    'Kernel facts',
    howFactsWereRead.map(prose),
    'The third column says which claim states the fact here, or why none does.',
    '## Invariants',
    factTable('I'),
    '## Liveness',
    factTable('L'),
    '## The argument',
    'What was claimed in the mails. Which of it holds, in which design, is for a search to decide.',
    table(
      ['number', 'claim', 'who said it'],
      Object.entries(argument).map(([id, { said, source }]) => [
        `${anchor(id)}${id}`,
        prose(said),
        prose(source),
      ]),
    ),
    '## Sections',
    'What the sheet says where a whole section is cited.',
    table(
      ['cited as', 'facts'],
      Object.entries(sections).map(([number, said]) => [
        `${anchor(`section-${number}`)}section ${number}`,
        prose(said),
      ]),
    ),
    '## Decisions',
    'Where the kernel is silent or the reference is stricter, a table says "decision". The numbers in brackets there are sections of the design; what they decide is here.',
    ...designSections.flatMap((number) => [
      `${anchor(`design-${number}`)}DESIGN ${number}:`,
      list(
        decisions
          .filter(({ section }) => section === number)
          .map(({ name, said }) => `**${name}.** ${prose(said)}`),
      ),
    ]),
  );

const designSections = [...new Set(decisions.map(({ section }) => section))];

/** The claims that restate a fact, by id. */
const claimsOf = (id: FactId): readonly string[] =>
  [...claims, ...liveness, ...smallMachines.flatMap((machine) => machine.claims)]
    .filter((claim) => claim.facts.includes(id))
    .map((claim) => claim.id);

function factTable(kind: 'I' | 'L'): string {
  const ids = (Object.keys(facts) as FactId[]).filter((id) => id.startsWith(kind));
  return table(
    ['number', 'fact', 'stated by', 'where it comes from'],
    ids.map((id) => [
      `${anchor(id)}${id}`,
      prose(facts[id].said),
      statedBy(id),
      prose(facts[id].source),
    ]),
  );
}

function statedBy(id: FactId): string {
  const { outOfScope } = facts[id];
  const stating = claimsOf(id).map((claim) => claimLink(claim));
  if (outOfScope !== undefined) stating.push(`out of scope: ${prose(outOfScope)}`);
  return stating.length === 0 ? 'not yet' : stating.join(', ');
}
