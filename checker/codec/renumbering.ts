import type { Naming, ShapeNode, Sort } from '#declaration';

/** Like things that may change places, by their numbers in the row of all things that may. */
export interface Block {
  readonly sort: Sort;
  /** The number of its first thing; the others follow. */
  readonly first: number;
  readonly length: number;
}

/** What numbers become, counted from the lowest that is declared. */
export interface NumberTable {
  readonly to: Int32Array;
  /** The other way round. */
  readonly from: Int32Array;
}

/** A table, and which thing each of its numbers names. */
interface NamedTable extends NumberTable {
  /** Index: number; -1: it names nothing that changes places. */
  readonly things: Int32Array;
  /** The numbers that name a thing. */
  readonly named: Int32Array;
  /** For each of them, where in `row` the numbers begin that the things of its block have there. */
  readonly rows: Int32Array;
  readonly row: Int32Array;
}

/**
 * All like things of a shape in one row, and tables of what their numbers become when they change
 * places. Whoever reads a table reads the renumbering that was set last.
 */
export class Renumbering {
  readonly blocks: readonly Block[];
  /** How many things there are in the row. */
  readonly count: number;
  private readonly tables = new Map<string, NamedTable>();
  private readonly list: NamedTable[] = [];

  constructor(node: ShapeNode) {
    const blocks: Block[] = [];
    let count = 0;
    for (const sort of sortsOf(node)) {
      for (const { length } of sort.blocks) {
        blocks.push({ sort, first: count, length });
        count += length;
      }
    }
    this.blocks = blocks;
    this.count = count;
  }

  /** The table of numbers from `lo` to `hi`; nothing, if no like thing is named by any. */
  table(lo: number, hi: number, names: Naming): NamedTable | undefined {
    const named = names.filter(({ sort }) => sort.blocks.length > 0);
    if (named.length === 0) return undefined;
    const key = JSON.stringify([lo, hi, named.map((part) => ({ ...part, sort: part.sort.name }))]);
    let table = this.tables.get(key);
    if (table === undefined) {
      table = this.makeTable(lo, hi, named);
      this.tables.set(key, table);
      this.list.push(table);
    }
    return table;
  }

  /** From now on, each thing has the number of the one that `to` says, which is of its block. */
  set(to: Int32Array): void {
    for (const { to: numberTo, from, things, named, rows, row } of this.list) {
      for (let index = 0; index < named.length; index++) {
        const number = named[index]!;
        const renumbered = row[rows[index]! + to[things[number]!]!]!;
        numberTo[number] = renumbered;
        from[renumbered] = number;
      }
    }
  }

  private makeTable(lo: number, hi: number, names: Naming): NamedTable {
    const length = hi - lo + 1;
    const things = new Int32Array(length).fill(-1);
    const named: number[] = [];
    const rows: number[] = [];
    const row: number[] = [];
    for (const { sort, first, width = 1 } of names) {
      const blocks = this.blocks.filter((block) => block.sort.name === sort.name);
      for (const [index, block] of blocks.entries()) {
        for (let part = 0; part < width; part++) {
          const numbers = sort.blocks[index]!.map((place) => first + place * width + part - lo);
          const outside = numbers.find((number) => number < 0 || number >= length);
          if (outside !== undefined) throw outOfBounds(sort, outside + lo, lo, hi);
          numbers.forEach((number, place) => {
            things[number] = block.first + place;
            named.push(number);
            rows.push(row.length - block.first);
          });
          row.push(...numbers);
        }
      }
    }
    const to = Int32Array.from({ length }, (_, number) => number);
    return {
      to,
      from: to.slice(),
      things,
      named: Int32Array.from(named),
      rows: Int32Array.from(rows),
      row: Int32Array.from(row),
    };
  }
}

function outOfBounds({ name }: Sort, number: number, lo: number, hi: number): Error {
  return new Error(
    `checker: expected the numbers of every like ${name} within ${lo} to ${hi}, saw ${number}; is its range declared with the right sort?`,
  );
}

/** The sorts that a shape speaks of, in the order in which it does. */
export function sortsOf(node: ShapeNode): readonly Sort[] {
  const sorts = new Map<string, Sort>();
  const visit = (part: ShapeNode): void => {
    if ('names' in part) {
      for (const { sort } of part.names) {
        const known = sorts.get(sort.name);
        if (known !== undefined && JSON.stringify(known) !== JSON.stringify(sort)) {
          throw new Error(`checker: expected one sort ${sort.name}, saw two that differ`);
        }
        sorts.set(sort.name, sort);
      }
    }
    for (const child of childrenOf(part)) visit(child);
  };
  visit(node);
  return [...sorts.values()];
}

function childrenOf(node: ShapeNode): readonly ShapeNode[] {
  switch (node.kind) {
    case 'record':
      return Object.values(node.fields);
    case 'array':
      return node.items;
    case 'sequence':
    case 'map':
      return [node.item];
    case 'union':
      return Object.values(node.cases).flatMap((fields) => Object.values(fields));
    case 'integer':
    case 'choice':
    case 'constant':
    case 'observer':
    case 'set':
      return [];
  }
}
