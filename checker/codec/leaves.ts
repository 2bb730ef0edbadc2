import type { Atom, ShapeNode } from '#declaration';
import type { Layout } from './layout.js';
import type { Part, Program } from './program.js';

const INTEGERS_MAX = 2 ** 32;

/** How many integers lie between two bounds that were declared, both included. */
export function countOf(path: string, lo: number, hi: number, max = INTEGERS_MAX): number {
  const count = hi - lo + 1;
  if (Number.isSafeInteger(lo) && Number.isSafeInteger(hi) && count >= 1 && count <= max) {
    return count;
  }
  throw new Error(
    `checker: expected 1 to ${max} integers declared at ${path}, saw ${lo} to ${hi}; bound them in the shape`,
  );
}

/** A whole number between two bounds. */
export function integerPart(
  program: Program,
  { lo, hi, names }: ShapeNode & { kind: 'integer' },
  path: string,
  layout: Layout,
): Part {
  const last = countOf(path, lo, hi) - 1;
  const place = layout.take(last);
  const table = program.renumbered(lo, hi, names);
  const renumber = table === undefined ? '' : `n = ${table.to}[n];`;
  return {
    // What is no number is caught, too: only a number equals itself as an unsigned one.
    write: (value) =>
      `n = ${value} - ${lo};
       ${program.check(`n !== n >>> 0 || n > ${last} || typeof ${value} !== 'number'`, path, `an integer from ${lo} to ${hi}`, value)}
       ${renumber} ${place.put('n')}`,
    read: lo === 0 ? place.get : `(${place.get} + ${lo})`,
  };
}

/** One of a few values. */
export function choicePart(
  program: Program,
  values: readonly Atom[],
  path: string,
  layout: Layout,
): Part {
  const place = layout.take(values.length - 1);
  const table = program.constant(values);
  const expected = `one of ${values.map(String).join(', ')}`;
  return {
    write: (value) =>
      `n = ${table}.indexOf(${value});
       ${program.check('n < 0', path, expected, value)}
       ${place.put('n')}`,
    read: `${table}[${place.get}]`,
  };
}

/** What every state of the scope has. */
export function constantPart(program: Program, value: unknown, path: string): Part {
  const constant = program.constant(value);
  return {
    write: (seen) =>
      program.check(
        `${seen} !== ${constant} && JSON.stringify(${seen}) !== JSON.stringify(${constant})`,
        path,
        'what is declared constant',
        seen,
      ),
    read: constant,
  };
}

/** What tells no two states apart takes no bits; `record` is the object it is read into. */
export function observerPart(
  program: Program,
  start: (record: never) => unknown,
  record: string,
): Part {
  return { write: () => '', read: `${program.constant(start)}(${record})` };
}
