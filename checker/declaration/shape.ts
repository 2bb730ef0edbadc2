import type { Names } from './sort.js';

/** A value that is compared by `===` and never written into. */
export type Atom = string | number | boolean | null;

declare const described: unique symbol;

/**
 * What values of `T` look like in one scope, with a bound for everything that could grow. Engines
 * derive from it how a state is packed into words; the type makes it say every field of the state.
 */
export interface Shape<out T> {
  readonly node: ShapeNode;
  /** Never there: it only carries the type. */
  readonly [described]?: T;
}

/** A shape as data, for whoever reads shapes. */
export type ShapeNode =
  | { readonly kind: 'integer'; readonly lo: number; readonly hi: number; readonly names: Naming }
  | { readonly kind: 'choice'; readonly values: readonly Atom[] }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'observer'; readonly start: (record: never) => unknown }
  | { readonly kind: 'record'; readonly fields: Fields }
  | { readonly kind: 'array'; readonly items: readonly ShapeNode[]; readonly names: Naming }
  | { readonly kind: 'sequence'; readonly item: ShapeNode; readonly max: number }
  | { readonly kind: 'set'; readonly lo: number; readonly hi: number; readonly names: Naming }
  | {
      readonly kind: 'map';
      readonly lo: number;
      readonly hi: number;
      readonly item: ShapeNode;
      readonly names: Naming;
    }
  | {
      readonly kind: 'union';
      readonly tag: string;
      readonly cases: Readonly<Record<string, Fields>>;
    };

/** Which things the numbers of a shape name: its values, its keys or its indices. */
export type Naming = readonly Names[];

/** The fields of a record by name. */
export type Fields = Readonly<Record<string, ShapeNode>>;

/** A shape for each field of `T`; none may be forgotten. */
type ShapesOf<T> = { readonly [Key in keyof T]: Shape<T[Key]> };

/** The fields of one case of a tagged union, its tag left out. */
type CaseOf<T, Tag extends keyof T, Name> = Omit<Extract<T, { readonly [K in Tag]: Name }>, Tag>;

const of = <T>(node: ShapeNode): Shape<T> => ({ node });

const nodesOf = (shapes: Readonly<Record<string, Shape<unknown>>>): Fields =>
  Object.fromEntries(Object.entries(shapes).map(([name, { node }]) => [name, node]));

const NO_NAMES: Naming = [];

/**
 * The shapes that states are declared with. Where numbers are names of like things, `names` says of
 * which; a number that it does not say so of means what it says.
 */
export const shape = {
  /** A whole number from `lo` to `hi`, both included; at most 2^32 values. */
  integer: <T extends number = number>(lo: number, hi: number, names = NO_NAMES) =>
    of<T>({ kind: 'integer', lo, hi, names }),

  /** One of the values listed: an enumeration, a flag, a few numbers far apart. */
  choice: <const T extends Atom>(values: readonly T[]) => of<T>({ kind: 'choice', values }),

  /** The same value in every state of the scope. States share it, so no step may write into it. */
  constant: <T>(value: T) => of<T>({ kind: 'constant', value }),

  /**
   * A field that no step reads: it tells no two states apart, and each state that is searched from
   * starts it anew. `start` is given the record it is a field of, whose other fields are there.
   */
  observer: <T, Around = unknown>(start: (record: Around) => T) =>
    of<T>({ kind: 'observer', start }),

  /** An object with exactly these fields. */
  record: <T extends object>(fields: ShapesOf<T>) =>
    of<T>({ kind: 'record', fields: nodesOf(fields) }),

  /** An array of fixed length, each item of the same shape; its indices may be names. */
  array: <T>(length: number, item: Shape<T>, names = NO_NAMES) =>
    of<readonly T[]>({ kind: 'array', items: Array.from({ length }, () => item.node), names }),

  /** An array of fixed length whose items differ in shape, as their bounds do. */
  tuple: <T>(items: readonly Shape<T>[]) =>
    of<readonly T[]>({ kind: 'array', items: items.map(({ node }) => node), names: NO_NAMES }),

  /** At most `max` items, whose order counts. */
  sequence: <T>(item: Shape<T>, max: number) =>
    of<readonly T[]>({ kind: 'sequence', item: item.node, max }),

  /** Different whole numbers from `lo` to `hi` in rising order: a set, kept as an array. */
  set: <T extends number = number>(lo: number, hi: number, names = NO_NAMES) =>
    of<readonly T[]>({ kind: 'set', lo, hi, names }),

  /** An object with whole numbers from `lo` to `hi` as keys, present or not. */
  map: <T>(lo: number, hi: number, item: Shape<T>, names = NO_NAMES) =>
    of<Readonly<Record<number, T>>>({ kind: 'map', lo, hi, item: item.node, names }),

  /** An object whose field `tag` says which other fields it has. */
  union: <T extends object, Tag extends keyof T & string>(
    tag: Tag,
    cases: { readonly [Name in T[Tag] & string]: ShapesOf<CaseOf<T, Tag, Name>> },
  ) =>
    of<T>({
      kind: 'union',
      tag,
      cases: Object.fromEntries(
        Object.entries<Readonly<Record<string, Shape<unknown>>>>(cases).map(([name, fields]) => [
          name,
          nodesOf(fields),
        ]),
      ),
    }),
};
