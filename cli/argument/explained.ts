import {
  aboutOf,
  type CellAt,
  type CellResult,
  cellsInOrder,
  givenOf,
  resultOf,
  type Told,
} from '#harness';
import { argument, type ClaimId } from '#model';
import { verdictText } from './text.js';

/** Headings and what stands under each: a sentence, or a list. */
export type Explained = Readonly<Record<string, string | readonly string[]>>;

/** A claim of the mails: in each design what it says there, the answer, and the trace in words. */
export function argumentNamed(id: string): Explained | undefined {
  if (!Object.hasOwn(argument, id)) return undefined;
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
  const given = givenOf(cell.question).map(sentenceOf);
  return [
    cell.statement,
    ...found,
    ...aboutOf(cell.question),
    ...(given.length === 0 ? [] : [`Given: ${given.join(' ')}`]),
    ...trace.map((step, index) => `${index + 1}. ${sentenceOf(step)}`),
    ...(reason === undefined ? [] : [`So ${reason}.`]),
  ];
}

const sentenceOf = ({ sentence }: Told): string => sentence;
