import {
  aboutOf,
  type CellResult,
  cellsInOrder,
  type FlipResult,
  givenOf,
  LETTERS,
  type Told,
} from '#harness';
import {
  argument,
  type Cell,
  type ClaimId,
  designOf,
  designTexts,
  flipStages,
  runStages,
} from '#model';
import { readResults } from '../argument/stored.js';
import { breachText, verdictText } from '../argument/text.js';
import { claimLink, code, list, page, prose, steps, table } from './markdown.js';

/** The argument: what each claim comes to in each design, with the traces that say so. */
export function argumentPage(): string {
  const { claims, flips } = readResults();
  return page(
    'The argument',
    'In September 2020 the developers of the IOMMU layer argued about who may count PASIDs. Each claim of those mails is put to each design here, on a stage that is small enough to be searched to its end. What is refuted by a step has a trace, and there is no shorter one; what cannot be reached has a number of states, as has what holds: it holds in every state of its stage, and that says nothing beyond. Of what can be seen of two machines, the trace shows a shortest sequence that the other has not.',
    'The answers are computed by `npx pasid-verify claims`. `npm test` decides every claim anew and makes every trace again; `npm run test:long` searches for the switches, too. A claim can fail in one case and hold in another: then each case has its answer.',
    '## Designs',
    list(
      LETTERS.map((letter) => `**${letter}**, ${code(designOf[letter])}. ${designText(letter)}`),
    ),
    '## Claims by design',
    'States: the claim holds in so many, or what it says is reached in none of so many; where two machines are compared, pairs of sets of their states. Steps: so many refute it, or show what it says can happen.',
    table(
      ['claim', ...LETTERS],
      ids.map((id) => [
        `[${id}](#${id.toLowerCase()})`,
        ...LETTERS.map((letter) => cellText(claims, id, letter)),
      ]),
    ),
    '## Switches, flipped alone',
    `Every decision of the reference taken otherwise, one at a time, and every property that is claimed of the reference asked on each of the first ${flipStages.length} stages below. A property that is not named holds there, or nothing happens that it speaks of.`,
    spokenText(flips),
    table(['switch', 'breaks', 'holds', 'not spoken of', 'states'], flips.map(flipRow)),
    `The claims about what must come, or must stay possible, are asked where each of them is decided: ${runStages.map(runStageText).join('; ')}. They are not asked of \`actions: recorded\`, where a drain has no action that ends it.`,
    list(
      [...new Set([...flipStages, ...runStages.map(({ stage }) => stage)])].map(
        ({ scope }) => `**${scope.name}.** ${prose(scope.about)}`,
      ),
    ),
    '## What was not as expected',
    list(
      cellsInOrder.flatMap(({ claim, design, cell }) =>
        cell.finding === undefined
          ? []
          : [
              `[${claim}](#${claim.toLowerCase()}), ${nameOf(design, cell)}: ${prose(cell.finding)}`,
            ],
      ),
    ),
    ...ids.flatMap((id) => claimBlocks(claims, id)),
  );
}

const ids = Object.keys(argument) as ClaimId[];

/** What a design is, without the letter that its text may begin with. */
function designText(letter: (typeof LETTERS)[number]): string {
  const text = designTexts[designOf[letter]].replace(/^[A-Z]: /, '');
  return prose(`${text[0]!.toUpperCase()}${text.slice(1)}`);
}

const nameOf = (design: string, { case: which }: Pick<Cell, 'case'>): string =>
  which === undefined ? design : `${design}, ${which}`;

function cellText(claims: readonly CellResult[], id: string, letter: string): string {
  return claims
    .filter(({ claim, design }) => claim === id && design === letter)
    .map((result) => {
      const which = result.case === undefined ? '' : `${result.case}: `;
      return `${which}${verdictText(result)}`;
    })
    .join('<br>');
}

const runStageText = ({ stage, claims }: (typeof runStages)[number]): string =>
  `${claims.map((id) => claimLink(id)).join(', ')} on ${stage.scope.name}`;

/** Which properties of the reference say something on its own stages. */
function spokenText([reference]: readonly FlipResult[]): string {
  const cells = reference?.cells ?? [];
  const silent = cells.filter(({ isSpokenOf }) => !isSpokenOf).map(({ property }) => property);
  return silent.length === 0
    ? `Without a flip each of the ${cells.length} has something to speak of.`
    : `Without a flip ${cells.length - silent.length} of the ${cells.length} have something to speak of, and these have not: ${silent.map((id) => claimLink(id)).join(', ')}.`;
}

function flipRow({ flip, cells, states }: FlipResult): readonly string[] {
  const broken = cells.flatMap(({ property, broken: found }) =>
    found === undefined ? [] : [`${claimLink(property)} ${breachText(found)}`],
  );
  const silent = cells.filter(({ isSpokenOf }) => !isSpokenOf).length;
  const holds = cells.length - broken.length - silent;
  return [code(flip), broken.join('<br>') || 'nothing', `${holds}`, `${silent}`, `${states}`];
}

function claimBlocks(claims: readonly CellResult[], id: ClaimId): string[] {
  const { said, source } = argument[id];
  const cells = cellsInOrder.flatMap((at, index) =>
    at.claim === id ? [{ ...at, result: claims[index] }] : [],
  );
  return [
    `## ${id}`,
    `**${prose(said)}** (${source})`,
    ...cells.flatMap(({ design, cell, result }) => cellBlocks(design, cell, result)),
  ];
}

function cellBlocks(design: string, cell: Cell, result: CellResult | undefined): string[] {
  if (result === undefined) return [];
  const name = nameOf(design, cell);
  const answer = `**${name}: ${verdictText(result)}.**`;
  if (result.verdict === 'not applicable') return [`${answer} ${prose(result.reason ?? '')}`];
  const expected =
    cell.expected === undefined || cell.expected === result.verdict
      ? ''
      : ` Expected: ${cell.expected}.`;
  const finding = cell.finding === undefined ? '' : ` ${prose(cell.finding)}`;
  const head = `${answer} ${prose(cell.statement)}${expected}${finding}`;
  if (result.trace === undefined) return [`${head}${cutText(result)}`];
  const reason = result.reason === undefined ? [] : [`So ${prose(result.reason)}.`];
  return [head, given(cell), steps(result.trace.map(sentenceOf)), ...reason];
}

/** What a search did not follow: on these stages a bond is the one thing that could be shared for ever. */
const cutText = ({ cuts }: CellResult): string =>
  cuts === 0
    ? ''
    : ` ${cuts} opens by a process that has that queue open already were not followed; they take no id.`;

/** Where a trace begins: what there is, and what has happened. */
function given({ question }: Cell): string {
  const told = givenOf(question).map(sentenceOf);
  return [
    ...aboutOf(question).map(prose),
    ...(told.length === 0 ? [] : ['Given:', ...told]),
    'Then:',
  ].join(' ');
}

const sentenceOf = ({ sentence }: Told): string => prose(sentence);
