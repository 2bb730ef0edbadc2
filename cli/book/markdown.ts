import { ioasidTables } from '#contract';
import { type BugId, bugs, GENERATED_BY } from '#harness';
import {
  actionByKind,
  decisions,
  facts,
  invariants,
  policySwitches,
  sections,
  smallMachines,
  transitionInvariants,
} from '#model';

/** The first line of every page: `docs` overwrites and removes only files that begin like it. */
const GENERATED = `${GENERATED_BY} from the objects that the checks run; changes belong there. -->`;

/** A page: its title, and blocks that a blank line parts. */
export function page(title: string, ...blocks: readonly (string | readonly string[])[]): string {
  return `${[GENERATED, `# ${title}`, ...blocks.flat()].join('\n\n')}\n`;
}

/** A table; its cells are Markdown already. A column in which every cell is empty is left out. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = (_: string, column: number): boolean => rows.some((row) => row[column] !== '');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const [names, ...lines] = [header, ...rows].map((row) => row.filter(shown));
  return [line(names!), `|${'---|'.repeat(names!.length)}`, ...lines.map(line)].join('\n');
}

const cell = (text: string): string => (text === '' ? '-' : text.replaceAll('\n', ' '));

/** A bulleted list, or nothing where it would be empty. */
export const list = (items: readonly string[]): string =>
  items.map((item) => `- ${item}`).join('\n');

/** A numbered list. */
export const steps = (items: readonly string[]): string =>
  items.map((item, index) => `${index + 1}. ${item}`).join('\n');

/** A diagram that Markdown viewers draw. */
export const mermaid = (lines: readonly string[]): string =>
  ['```mermaid', ...lines, '```'].join('\n');

/** Code within a line or a cell. */
export const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

/**
 * The text of an object as Markdown: what stands between two backticks is code, names and numbers of
 * what the book explains become links, and everything else is plain.
 */
export const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`') ? named(part) : part.replace(SPECIAL, escaped).replace(CITED, cited),
    )
    .join('');

/** What Markdown would take for markup: an underscore only where a word begins. */
const SPECIAL = /[\\*|<]|(?<!\w)_+/g;

const escaped = (found: string): string =>
  found === '<' ? '&lt;' : found.replaceAll(/./g, '\\$&');

/** Code that is the name of a claim or an action leads to it. */
function named(quoted: string): string {
  const name = quoted.slice(1, -1);
  if (claimIds.has(name) || smallClaimIds.has(name)) return claimLink(name, quoted);
  return name in actionByKind || ioasidCalls.has(name)
    ? link(quoted, 'actions', name)
    : quoted.replaceAll('|', '\\|');
}

const claimIds = new Set<string>([...invariants, ...transitionInvariants].map(({ id }) => id));
const smallClaimIds = new Set(smallMachines.flatMap(({ claims }) => claims.map(({ id }) => id)));
const ioasidCalls = new Set<string>(ioasidTables.map(({ action }) => action));

/** How objects cite facts, bugs, sections of the sheet and decisions of the design. */
const CITED = /\b(?:[ILB]\d{1,2}|(?:section|DESIGN) \d+\.\d+)\b/g;

function cited(text: string): string {
  if (text in facts) return factLink(text);
  if (text in bugs) return bugLink(text as BugId);
  const [kind, number] = text.split(' ') as [string, string?];
  const isKnown =
    number !== undefined &&
    (kind === 'section' ? number in sections : decisions.some(({ section }) => section === number));
  return isKnown ? link(text, 'facts', text.replace(' ', '-')) : text;
}

/** A place that a link can lead to. */
export const anchor = (name: string): string => `<a id="${name.toLowerCase()}"></a>`;

const link = (text: string, file: string, at: string): string =>
  `[${text}](${file}.md#${at.toLowerCase()})`;

export const factLink = (id: string): string => link(id, 'facts', id);
export const bugLink = (id: BugId): string => link(id, 'defects', id);
export const claimLink = (id: string, text = id): string =>
  link(text, smallClaimIds.has(id) ? 'machines' : 'invariants', id);
export const witnessLink = (id: string): string => link(id, 'witnesses', id);
export const defectLink = (name: string): string => link(name, 'defects', name);

/** A decision as tables write it, `quota: cgroup`, as a link where it is a switch that there is. */
export function policyLink(text: string): string {
  const [name] = text.split(':');
  return name! in policySwitches ? link(prose(text), 'policies', name!) : prose(text);
}
