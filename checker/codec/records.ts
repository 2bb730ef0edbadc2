import type { Fields, ShapeNode } from '#declaration';
import { expectObject, type PartOf } from './collections.js';
import { Layout } from './layout.js';
import { observerPart } from './leaves.js';
import type { Part, Program } from './program.js';

/** An object with exactly the fields declared. */
export function recordPart(
  program: Program,
  fields: Fields,
  path: string,
  layout: Layout,
  partOf: PartOf,
): Part {
  const { write, read } = fieldsCode(program, fields, path, layout, partOf);
  return program.part(`${expectObject(program, path)} ${write}`, read);
}

/** A tagged union: its tag, then the fields of the cases, which lie over each other. */
export function unionPart(
  program: Program,
  { tag, cases }: ShapeNode & { kind: 'union' },
  path: string,
  layout: Layout,
  partOf: PartOf,
): Part {
  const names = Object.keys(cases);
  const place = layout.take(names.length - 1);
  const firstBit = layout.bit;
  const codes = names.map((name) => {
    const own = new Layout(firstBit);
    const code = fieldsCode(program, cases[name]!, path, own, partOf, { tag, name });
    layout.skipTo(own.bit);
    return code;
  });
  const key = JSON.stringify(tag);
  const unknown = program.check(
    'true',
    `${path}.${tag}`,
    `one of ${names.join(', ')}`,
    `v[${key}]`,
  );
  return program.part(
    `${expectObject(program, path)}
     switch (v[${key}]) {
       ${names.map((name, index) => `case ${JSON.stringify(name)}: { ${place.put(String(index))} ${codes[index]!.write} break; }`).join('\n')}
       default: ${unknown}
     }`,
    `switch (${place.get}) {
       ${codes.map(({ read }, index) => `case ${index}: { ${read} }`).join('\n')}
     }`,
  );
}

/** Code for the fields of one object: statements that write them, and a body that returns it. */
function fieldsCode(
  program: Program,
  fields: Fields,
  path: string,
  layout: Layout,
  partOf: PartOf,
  tagged?: { readonly tag: string; readonly name: string },
): { readonly write: string; readonly read: string } {
  const entries = tagged === undefined ? [] : [[tagged.tag, JSON.stringify(tagged.name)] as const];
  const writes: string[] = [];
  const observers: string[] = [];
  for (const [name, node] of Object.entries(fields)) {
    const key = JSON.stringify(name);
    if (node.kind === 'observer') {
      // It may look at the other fields, so it starts when they are there.
      observers.push(`record[${key}] = ${observerPart(program, node.start, 'record').read};`);
      entries.push([name, 'undefined']);
      continue;
    }
    const part = partOf(node, path === '' ? name : `${path}.${name}`, layout);
    writes.push(part.write(`v[${key}]`));
    entries.push([name, part.read]);
  }
  const literal = entries.map(([name, read]) => `${JSON.stringify(name)}: ${read}`).join(', ');
  // A field that is not declared would be lost, and two states taken for one.
  const names = entries.map(([name]) => name).join(', ');
  const surplus = program.check(`fields > ${entries.length}`, path, `no fields but ${names}`, 'v');
  return {
    write: `${program.counted('fields', 'v')} ${surplus}
      ${writes.join('\n')}`,
    read: `const record = {${literal}}; ${observers.join('\n')} return record;`,
  };
}
