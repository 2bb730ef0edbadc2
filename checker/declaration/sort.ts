/**
 * Things of one kind. Those of one block are alike: the machine does with each what it does with any
 * other, so their numbers are names and may change places.
 */
export interface Sort {
  readonly name: string;
  /** Blocks of at least two like things, each by its place from 0 in the row of its sort. */
  readonly blocks: readonly (readonly number[])[];
  /** Why things are in no block although the scope says the same of them; absent: none are. */
  readonly fixed?: string;
}

/**
 * Numbers that name things of a sort: thing `i` has the numbers from `first + i * width` on, `width`
 * of them. One row of numbers may name things of several sorts.
 */
export interface Names {
  readonly sort: Sort;
  readonly first: number;
  /** Absent: one number for each. */
  readonly width?: number;
}

/**
 * A sort of `count` things: those of one description are alike. `fixed` says why all must keep their
 * numbers all the same.
 */
export function defineSort(
  name: string,
  count: number,
  options: { readonly describe?: (thing: number) => unknown; readonly fixed?: string | undefined },
): Sort {
  const blocks = new Map<string, number[]>();
  for (let thing = 0; thing < count; thing++) {
    const description = JSON.stringify([options.describe?.(thing)]);
    const block = blocks.get(description);
    if (block === undefined) blocks.set(description, [thing]);
    else block.push(thing);
  }
  const alike = [...blocks.values()].filter(({ length }) => length > 1);
  const { fixed } = options;
  return alike.length > 0 && fixed !== undefined
    ? { name, blocks: [], fixed }
    : { name, blocks: alike };
}
