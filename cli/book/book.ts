import { tables } from '#contract';
import { expectations, kernelEdits, seededDefects } from '#harness';
import { agreementTexts, argument, facts, policySwitches, smallMachines, witnesses } from '#model';
import { actionsPage } from './actions.js';
import { agreementPage } from './agreement.js';
import { argumentPage } from './argument.js';
import { defectsPage } from './defects.js';
import { diagramsPage } from './diagrams.js';
import { expectedPage } from './expected.js';
import { factsPage } from './facts.js';
import { glossaryPage } from './glossary.js';
import { claims, invariantsPage } from './invariants.js';
import { machinesPage } from './machines.js';
import { list, page, steps } from './markdown.js';
import { policiesPage } from './policies.js';
import { witnessesPage } from './witnesses.js';

/** One page of the book: its file, what it is called in the contents, and how it is written. */
interface Page {
  readonly file: string;
  readonly about: string;
  readonly text: () => string;
}

const PAGES: readonly Page[] = [
  {
    file: 'diagrams.md',
    about: 'The life of a PASID and the ways to get one, as pictures.',
    text: diagramsPage,
  },
  {
    file: 'argument.md',
    about: `${Object.keys(argument).length} claims of the mails in five designs, decided, with traces; and every switch flipped alone.`,
    text: argumentPage,
  },
  {
    file: 'invariants.md',
    about: `${claims.length} claims: what, why, and which defects each of them finds alone.`,
    text: invariantsPage,
  },
  {
    file: 'witnesses.md',
    about: `${witnesses.length} situations that must be reached, or a claim was checked in vain.`,
    text: witnessesPage,
  },
  {
    file: 'actions.md',
    about: `${tables.length} actions: what each checks, in which order, and what it leaves.`,
    text: actionsPage,
  },
  {
    file: 'policies.md',
    about: `${Object.keys(policySwitches).length} decisions that can be taken either way, and who takes them how.`,
    text: policiesPage,
  },
  {
    file: 'facts.md',
    about: `${Object.keys(facts).length} facts that the kernel states, and which claim restates each or why none does.`,
    text: factsPage,
  },
  {
    file: 'defects.md',
    about: `${seededDefects.length} seeded defects, ${Object.values(kernelEdits).flat().length} edits of kernels, and the bugs of real kernels that they restate.`,
    text: defectsPage,
  },
  {
    file: 'expected.md',
    about: `${expectations.length} things that Linux does and a good design must not, each with its shortest trace.`,
    text: expectedPage,
  },
  {
    file: 'machines.md',
    about: `${smallMachines.length} machines beside the reference machine, and what is claimed of them.`,
    text: machinesPage,
  },
  {
    file: 'agreement.md',
    about: `Agreement with Linux: ${Object.keys(agreementTexts).length} modules of kernel code searched together with their models.`,
    text: agreementPage,
  },
  { file: 'glossary.md', about: 'The words of this house.', text: glossaryPage },
];

/** The whole book: for each file, its text. It depends on the objects and on nothing else. */
export const book = (): ReadonlyMap<string, string> =>
  new Map([
    ['README.md', contentsPage()],
    ...PAGES.map(({ file, text }) => [file, text()] as const),
  ]);

const contentsPage = (): string =>
  page(
    'The invariant book',
    'What this repository claims about PASIDs, read from the objects that the checks run: the tables of the contract, the machine, its claims, and the seeded defects.',
    steps(PAGES.map(({ file, about }) => `[${titleOf(file)}](${file}): ${about}`)),
    '## How it is made',
    list([
      '`npm run docs` writes these pages; `npm run check` fails where one is stale.',
      'A page is changed by changing what it was read from. Words that no object has of its own are in `model/book/` and, for the pictures, in `cli/book/`.',
    ]),
  );

const titleOf = (file: string): string =>
  `${file[0]!.toUpperCase()}${file.slice(1).replace('.md', '')}`;
