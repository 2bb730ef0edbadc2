import type { Shape, ShapeNode } from '#declaration';
import { arrayPart, mapPart, sequencePart, setPart } from './collections.js';
import { Layout } from './layout.js';
import { choicePart, constantPart, integerPart, observerPart } from './leaves.js';
import { type Compiled, type Part, Program } from './program.js';
import { recordPart, unionPart } from './records.js';
import type { Renumbering } from './renumbering.js';
import type { Words } from './words.js';

/** Packs states of one shape into words and back. */
export interface Codec<T> {
  /** How many words every state takes. */
  readonly words: number;
  /** How many bits of them are in use: every state is a number below 2^bits. */
  readonly bits: number;
  /** Writes a state; throws, with the path, where it is not of the shape. */
  encode(state: T, words: Words, at: number): void;
  /**
   * Writes a state that is of the shape, in a third of the time; one that is not may be written as
   * another. For states of a machine whose searches check them.
   */
  encodeUnchecked(state: T, words: Words, at: number): void;
  /** A state of its own: nothing of it is shared with another, but for declared constants. */
  decode(words: Words, at: number): T;
  /**
   * Puts in place of each field of a state the one of another state, where the words of both say that
   * they are equal: whoever compares the two then sees it at once. Both are not written to any more.
   */
  share(from: T, fromWords: Words, into: T, intoWords: Words): void;
}

/**
 * The codec that a shape implies. Every number has a fixed place, so equal states have equal words,
 * and different states different ones, observers aside.
 */
export function codecOf<T>(shape: Shape<T>): Codec<T> {
  const layout = new Layout();
  const program = new Program();
  const { write, read } = program.compile(partOf(program, shape.node, '', layout));
  const shared = sharedFields(shape.node);
  let unchecked: Compiled['write'] | undefined;
  // A state of constants alone is still a state, and takes a word.
  const words = Math.max(1, layout.words);
  return {
    words,
    bits: layout.bit,
    encode(state, into, at) {
      for (let word = 0; word < words; word++) into[at + word] = 0;
      write(state, into, at);
    },
    encodeUnchecked(state, into, at) {
      for (let word = 0; word < words; word++) into[at + word] = 0;
      unchecked ??= uncheckedWriter(shape.node);
      unchecked(state, into, at);
    },
    decode: read as (words: Words, at: number) => T,
    share(from, fromWords, into, intoWords) {
      const source = from as Readonly<Record<string, unknown>>;
      const target = into as Record<string, unknown>;
      for (const { name, masks } of shared) {
        const isSame = masks.every(
          ({ word, mask }) => ((fromWords[word]! ^ intoWords[word]!) & mask) === 0,
        );
        if (isSame) target[name] = source[name];
      }
    },
  };
}

function uncheckedWriter(node: ShapeNode): Compiled['write'] {
  const program = new Program(undefined, false);
  return program.compile(partOf(program, node, '', new Layout())).write;
}

/**
 * Writes states as they are under the renumbering that was set last. Bits that it does not write are
 * zero, as those of a codec.
 */
export function renumberedWriter(
  node: ShapeNode,
  renumbering: Renumbering,
): (state: unknown, words: Words) => void {
  const layout = new Layout();
  const program = new Program(renumbering);
  const { write } = program.compile(partOf(program, node, '', layout));
  return (state, words) => {
    for (let word = 0; word < words.length; word++) words[word] = 0;
    write(state, words, 0);
  };
}

function partOf(program: Program, node: ShapeNode, path: string, layout: Layout): Part {
  const itemOf = (item: ShapeNode, itemPath: string, itemLayout: Layout): Part =>
    partOf(program, item, itemPath, itemLayout);
  switch (node.kind) {
    case 'integer':
      return integerPart(program, node, path, layout);
    case 'choice':
      return choicePart(program, node.values, path, layout);
    case 'constant':
      return constantPart(program, node.value, path);
    case 'observer':
      return observerPart(program, node.start, 'undefined');
    case 'record':
      return recordPart(program, node.fields, path, layout, itemOf);
    case 'array': {
      const items = node.items.map((item, index) => itemOf(item, `${path}[${index}]`, layout));
      return arrayPart(program, node, items, path);
    }
    case 'sequence':
      return sequencePart(program, node, path, layout, itemOf);
    case 'set':
      return setPart(program, node, path, layout);
    case 'map':
      return mapPart(program, node, path, layout, itemOf);
    case 'union':
      return unionPart(program, node, path, layout, itemOf);
  }
}

/** Where in the words a field of a state is, if they say all of it: observers have no place there. */
interface SharedField {
  readonly name: string;
  readonly masks: readonly { readonly word: number; readonly mask: number }[];
}

function sharedFields(node: ShapeNode): readonly SharedField[] {
  if (node.kind !== 'record') return [];
  const layout = new Layout();
  return Object.entries(node.fields).flatMap(([name, field]) => {
    const first = layout.bit;
    partOf(new Program(), field, name, layout);
    const isShared = !holdsObserver(field);
    return isShared ? [{ name, masks: masksOf(first, layout.bit) }] : [];
  });
}

/** The bits from the first to before the end, as masks of words. */
function masksOf(first: number, end: number): SharedField['masks'] {
  const masks = new Map<number, number>();
  for (let bit = first; bit < end; bit++) {
    const word = bit >>> 5;
    masks.set(word, (masks.get(word) ?? 0) | (1 << (bit & 31)));
  }
  return [...masks].map(([word, mask]) => ({ word, mask }));
}

function holdsObserver(node: ShapeNode): boolean {
  switch (node.kind) {
    case 'observer':
      return true;
    case 'record':
      return Object.values(node.fields).some(holdsObserver);
    case 'array':
      return node.items.some(holdsObserver);
    case 'sequence':
    case 'map':
      return holdsObserver(node.item);
    case 'union':
      return Object.values(node.cases).some((fields) => Object.values(fields).some(holdsObserver));
    case 'integer':
    case 'choice':
    case 'constant':
    case 'set':
      return false;
  }
}
