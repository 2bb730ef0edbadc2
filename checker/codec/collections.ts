import type { ShapeNode } from '#declaration';
import type { Layout } from './layout.js';
import { countOf } from './leaves.js';
import type { Part, Program } from './program.js';

/** Makes the part for a shape: what collections need for their items. */
export type PartOf = (node: ShapeNode, path: string, layout: Layout) => Part;

/** Each key and each item gets code of its own, so there must not be thousands. */
const KEYS_MAX = 4096;

/** An array of fixed length. */
export function arrayPart(
  program: Program,
  { names }: ShapeNode & { kind: 'array' },
  items: readonly Part[],
  path: string,
): Part {
  const table = program.renumbered(0, items.length - 1, names);
  const itemAt = (index: number): string =>
    table === undefined ? `v[${index}]` : `v[${table.from}[${index}]]`;
  return program.part(
    `${expectArray(program, path)}
     ${program.check(`v.length !== ${items.length}`, path, `${items.length} items`, 'v')}
     ${items.map((item, index) => item.write(itemAt(index))).join('\n')}`,
    `return [${items.map(({ read }) => read).join(', ')}];`,
  );
}

/** A sequence: its length, then room for as many items as it may have. */
export function sequencePart(
  program: Program,
  { item, max }: ShapeNode & { kind: 'sequence' },
  path: string,
  layout: Layout,
  partOf: PartOf,
): Part {
  countOf(path, 1, max + 1, KEYS_MAX);
  const length = layout.take(max);
  const items = Array.from({ length: max }, (_, index) =>
    partOf(item, `${path}[${index}]`, layout),
  );
  return program.part(
    `${expectArray(program, path)}
     ${program.check(`v.length > ${max}`, path, `at most ${max} items`, 'v')}
     ${length.put('v.length')}
     ${items.map((part, index) => `if (v.length > ${index}) { ${part.write(`v[${index}]`)} }`).join('\n')}`,
    `const length = ${length.get}; const list = [];
     ${items.map((part, index) => `if (length > ${index}) list.push(${part.read});`).join('\n')}
     return list;`,
  );
}

/** A set of integers: one bit for each that may be in it. */
export function setPart(
  program: Program,
  { lo, hi, names }: ShapeNode & { kind: 'set' },
  path: string,
  layout: Layout,
): Part {
  const count = countOf(path, lo, hi, KEYS_MAX);
  const first = layout.takeBits(count);
  const table = program.renumbered(lo, hi, names);
  const bit = table === undefined ? `number - ${lo}` : `${table.to}[number - ${lo}]`;
  return program.part(
    `${expectArray(program, path)}
     let last = ${lo - 1};
     for (let index = 0; index < v.length; index++) {
       const number = v[index];
       ${program.check(`!Number.isInteger(number) || number <= last || number > ${hi}`, path, `rising integers from ${lo} to ${hi}`, 'v')}
       n = ${bit} + ${first};
       words[at + (n >>> 5)] |= 1 << (n & 31);
       last = number;
     }`,
    `const list = [];
     for (let bit = ${first}; bit < ${first + count}; bit++) {
       if (words[at + (bit >>> 5)] >>> (bit & 31) & 1) list.push(bit - ${first} + ${lo});
     }
     return list;`,
  );
}

/** A map: for each key a bit that says whether it is there, then room for what it leads to. */
export function mapPart(
  program: Program,
  { lo, hi, item, names }: ShapeNode & { kind: 'map' },
  path: string,
  layout: Layout,
  partOf: PartOf,
): Part {
  const keys = Array.from({ length: countOf(path, lo, hi, KEYS_MAX) }, (_, index) => lo + index);
  const present = keys.map(() => layout.take(1));
  const items = keys.map((key) => partOf(item, `${path}[${key}]`, layout));
  const table = program.renumbered(lo, hi, names);
  const itemAt = (index: number): string =>
    table === undefined ? `v[${keys[index]}]` : `v[${table.from}[${index}] + ${lo}]`;
  return program.part(
    `${expectObject(program, path)}
     let found = 0;
     ${keys
       .map(
         (_, index) =>
           `if (${itemAt(index)} !== undefined) { found++; ${present[index]!.put('1')} ${items[index]!.write(itemAt(index))} }`,
       )
       .join('\n')}
     ${program.counted('keys', 'v')}
     ${program.check('keys !== found', path, `keys from ${lo} to ${hi} that lead to something`, 'v')}`,
    `const map = {};
     ${keys.map((key, index) => `if (${present[index]!.get}) map[${key}] = ${items[index]!.read};`).join('\n')}
     return map;`,
  );
}

/** A statement that fails unless `v` is an object. */
export function expectObject(program: Program, path: string): string {
  return program.check(`typeof v !== 'object' || v === null`, path, 'an object', 'v');
}

function expectArray(program: Program, path: string): string {
  return program.check('!Array.isArray(v)', path, 'an array', 'v');
}
