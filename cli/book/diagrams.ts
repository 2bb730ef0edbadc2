import { glossary } from '#model';
import { type Door, type DoorCall, doors } from './doors.js';
import { life } from './life.js';
import { mermaid, page, table } from './markdown.js';

/** The life of a PASID, and each way in which one is got and used, as pictures. */
export const diagramsPage = (): string =>
  page(
    'Diagrams',
    'The life of a PASID, then the ways in which one is got and used. Each arrow is an action of the machine.',
    '## The life of a PASID',
    mermaid(lifeLines()),
    table(
      ['class', 'what it means'],
      lifeStates().map((state) => [state, glossary.find(({ term }) => term === state)!.meaning]),
    ),
    ...doors.flatMap(doorBlocks),
  );

/** The classes that the picture of the life shows, in the order in which it reaches them. */
export const lifeStates = (): readonly string[] => [
  ...new Set(life.flatMap(({ from, to }) => [from, to])),
];

const lifeLines = (): readonly string[] => [
  'stateDiagram-v2',
  '  [*] --> free',
  ...life.map(({ from, to, by }) => `  ${from} --> ${to}: ${by.join(', ')}`),
];

function doorBlocks({ title, about, lanes, calls }: Door): string[] {
  const lines = [
    'sequenceDiagram',
    ...Object.entries(lanes).map(([id, name]) => `  participant ${id} as ${name}`),
    ...calls.map(callLine),
  ];
  return [`## ${title}`, about, mermaid(lines)];
}

const callLine = ({ from, to, action, so }: DoorCall): string =>
  `  ${from}->>${to}: ${action}: ${so}`;
