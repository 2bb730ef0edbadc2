import { glossary } from '#model';
import { code, page, table } from './markdown.js';

/** The words of this house. */
export const glossaryPage = (): string =>
  page(
    'Glossary',
    'One idea has one word. The right column lists words that are *not* used for the idea, in code or in prose; `properties/house.test.ts` reads this table and fails on them. A word may be allowed in files that also name the tool it comes from; then the row says "but for". Kernel names are those of 6.12 unless a tag stands beside them.',
    table(
      ['term', 'what it means here, and nothing else', 'not'],
      glossary.map(({ term, meaning, not = [] }) => [
        term,
        meaning,
        not
          .map(
            ({ word, butFor }) =>
              `${code(word)}${butFor === undefined ? '' : ` (but for ${butFor})`}`,
          )
          .join(', '),
      ]),
    ),
  );
