import { definitionIn } from './cut.js';

/**
 * A change of one function of the kernel. Of the kernel's words it holds those that tell the place
 * from all others in that function, and no more.
 */
export interface SourceEdit {
  readonly file: string;
  readonly function: string;
  /** Words that stand in the function once; how they are spaced does not matter. */
  readonly at: string;
  /** What becomes of the place: see `Change`. */
  readonly change: Change;
}

/** What is done where the words of an edit stand. */
export type Change =
  /** The condition that they are part of never holds, or always. */
  | 'never'
  | 'always'
  /** The statement that they are part of is gone, a condition before it included. */
  | 'removed'
  /** The words are these, or these stand before that statement; both are of our own. */
  | { readonly instead: string }
  | { readonly before: string };

/** The text with an edit applied, which must fit exactly once. `name` is for the message. */
export function applyEdit(text: string, name: string, edit: SourceEdit): string {
  const { start, end } = definitionIn(text, edit.file, edit.function);
  const body = text.slice(start, end);
  const places = [...body.matchAll(pattern(edit.at))];
  const changed = places.length === 1 ? applied(body, places[0]!, edit.change) : undefined;
  if (changed !== undefined) return text.slice(0, start) + changed + text.slice(end);
  const expected = typeof edit.change === 'string' ? `to be made ${edit.change}` : 'to be changed';
  throw new Error(
    `kernel:build: edit ${name}: expected '${edit.at}' once in ${edit.function} of ${edit.file}, ${expected}, saw it ${places.length} times${places.length === 1 ? ', and not in such a place' : ''}; is it another kernel?`,
  );
}

/** Between two words there may be any space, or none. */
function pattern(words: string): RegExp {
  const escaped = words.split(' ').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(escaped.join('\\s*'), 'g');
}

function applied(body: string, place: RegExpExecArray, change: Change): string | undefined {
  const from = place.index;
  const to = from + place[0].length;
  if (change === 'never' || change === 'always') {
    const condition = conditionAround(body, from, to);
    if (condition === undefined) return undefined;
    const constant = change === 'never' ? '0 && (' : '1 || (';
    return `${body.slice(0, condition.from)}${constant}${body.slice(condition.from, condition.to)})${body.slice(condition.to)}`;
  }
  if (typeof change !== 'string' && 'instead' in change) {
    return body.slice(0, from) + change.instead + body.slice(to);
  }
  const begin = Math.max(...[';', '{', '}'].map((mark) => body.lastIndexOf(mark, from - 1))) + 1;
  const end = body.indexOf(';', to) + 1;
  if (begin === 0 || end === 0) return undefined;
  return change === 'removed'
    ? `${body.slice(0, begin)} ;${body.slice(end)}`
    : `${body.slice(0, begin)} ${change.before}${body.slice(begin)}`;
}

/** What stands between the parentheses of the innermost `if` around a place. */
function conditionAround(
  body: string,
  from: number,
  to: number,
): { readonly from: number; readonly to: number } | undefined {
  for (let at = body.lastIndexOf('if (', from); at !== -1; at = body.lastIndexOf('if (', at - 1)) {
    const open = at + 'if ('.length;
    const close = closing(body, open);
    if (close >= to) return { from: open, to: close };
    if (at === 0) break;
  }
  return undefined;
}

/** Where the parenthesis closes that was opened just before. */
function closing(body: string, from: number): number {
  let depth = 1;
  for (let at = from; at < body.length; at++) {
    if (body[at] === '(') depth += 1;
    if (body[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
