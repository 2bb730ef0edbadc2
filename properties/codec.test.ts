/**
 * Does the codec that a shape implies lose nothing and mix nothing up? Shapes and values of them are
 * generated; the states of the toys are packed in other tests. Unnoticed otherwise: two states taken
 * for one, so that a search calls complete what it never looked at.
 */
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { codecOf, readBytes, type Words, writeBytes } from '#checker';
import { type Fields, type Shape, type ShapeNode, shape } from '#declaration';

const RUN = { seed: 1, runs: 400, scope: 'shapes four deep, up to 4 fields or items each' };

const bounds = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0, 1, 6, 255, 70_000, 2 ** 32 - 1))
  .map(([lo, more]) => ({ lo, hi: lo + more }));
const fewKeys = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 5 }))
  .map(([lo, more]) => ({ lo, hi: lo + more }));
const name = fc.constantFrom('mm', 'users', 'owner', 'strange name', '"');

const { node } = fc.letrec<{ node: ShapeNode }>((tie) => {
  const fields = fc.dictionary(name, tie('node'), { maxKeys: 4, noNullPrototype: true });
  return {
    node: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'shape' },
      bounds.map((range): ShapeNode => ({ kind: 'integer', ...range, names: [] })),
      fc.constantFrom<ShapeNode>(
        { kind: 'choice', values: ['default', 'blocking', null] },
        { kind: 'choice', values: [true, false] },
        { kind: 'choice', values: [0, 1, Number.MAX_SAFE_INTEGER] },
        { kind: 'constant', value: { groups: [1, 2] } },
        { kind: 'observer', start: () => 0 },
      ),
      fewKeys.map((range): ShapeNode => ({ kind: 'set', ...range, names: [] })),
      fields.map((all): ShapeNode => ({ kind: 'record', fields: all })),
      fc
        .array(tie('node'), { maxLength: 4 })
        .map((items): ShapeNode => ({ kind: 'array', items, names: [] })),
      fc
        .tuple(tie('node'), fc.integer({ min: 0, max: 4 }))
        .map(([item, max]): ShapeNode => ({ kind: 'sequence', item, max })),
      fc
        .tuple(fewKeys, tie('node'))
        .map(([range, item]): ShapeNode => ({ kind: 'map', ...range, item, names: [] })),
      fc
        .dictionary(fc.constantFrom('absent', 'live', 'gone'), fields, {
          minKeys: 1,
          noNullPrototype: true,
        })
        .map((cases): ShapeNode => ({ kind: 'union', tag: 'phase', cases })),
    ),
  };
});

function valueOf(of: ShapeNode): fc.Arbitrary<unknown> {
  switch (of.kind) {
    case 'integer':
      return fc.integer({ min: 0, max: of.hi - of.lo }).map((more) => of.lo + more);
    case 'choice':
      return fc.constantFrom(...of.values);
    case 'constant':
      return fc.constant(of.value);
    case 'observer':
      return fc.constant(0);
    case 'record':
      return fieldsOf(of.fields);
    case 'array':
      return fc.tuple(...of.items.map(valueOf));
    case 'sequence':
      return fc.array(valueOf(of.item), { maxLength: of.max });
    case 'set':
      return fc
        .subarray(Array.from({ length: of.hi - of.lo + 1 }, (_, index) => of.lo + index))
        .map((numbers) => [...numbers].sort((a, b) => a - b));
    case 'map':
      return fc.dictionary(fc.integer({ min: of.lo, max: of.hi }).map(String), valueOf(of.item), {
        noNullPrototype: true,
      });
    case 'union':
      return fc.oneof(
        ...Object.entries(of.cases).map(([phase, fields]) =>
          fieldsOf(fields).map((rest) => ({ phase, ...rest })),
        ),
      );
  }
}

const fieldsOf = (fields: Fields): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([key, of]) => [key, valueOf(of)])));

const FENCE = 0x5ca1ab1e;

/** The words of a value between two fences, which must stay. */
function encoded(of: ShapeNode, value: unknown): Words {
  const codec = codecOf<unknown>({ node: of });
  const words = new Int32Array(codec.words + 2).fill(FENCE);
  codec.encode(value, words, 1);
  expect([words[0], words.at(-1)]).toEqual([FENCE, FENCE]);
  expect(codec.bits).toBeLessThanOrEqual(codec.words * 32);
  const unchecked = new Int32Array(words.length).fill(FENCE);
  codec.encodeUnchecked(value, unchecked, 1);
  expect(unchecked).toEqual(words);
  return words;
}

test('what is packed and unpacked is what it was', () => {
  const shaped = node.chain((of) => fc.tuple(fc.constant(of), valueOf(of)));
  fc.assert(
    fc.property(shaped, ([of, value]) => {
      const codec = codecOf<unknown>({ node: of });
      expect(codec.decode(encoded(of, value), 1)).toEqual(value);
    }),
    { seed: RUN.seed, numRuns: RUN.runs },
  );
});

test('two values have the same words if and only if they are equal', () => {
  const shaped = node.chain((of) => fc.tuple(fc.constant(of), valueOf(of), valueOf(of)));
  fc.assert(
    fc.property(shaped, ([of, one, other]) => {
      const areSame = String(encoded(of, one)) === String(encoded(of, other));
      const areEqual = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
      expect(areSame).toBe(areEqual);
    }),
    { seed: RUN.seed, numRuns: RUN.runs },
  );
});

/** A value whose keys are in order, to be compared as text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

interface Space {
  readonly phase: 'absent' | 'live';
}
type Mm = { readonly phase: 'absent' } | { readonly phase: 'live'; readonly users: number };

const spaces = shape.record({
  mms: shape.array(
    2,
    shape.union<Mm, 'phase'>('phase', { absent: {}, live: { users: shape.integer(1, 3) } }),
  ),
  slots: shape.map(1, 4, shape.choice(['sva', 'unmanaged'])),
  free: shape.set(1, 6),
  order: shape.sequence(shape.integer(0, 2), 2),
  peak: shape.observer((all: { order: readonly number[] }) => all.order.length),
});

const state = {
  mms: [{ phase: 'absent' }, { phase: 'live', users: 2 }],
  slots: { 3: 'sva' },
  free: [2, 6],
  order: [2, 0],
  peak: 7,
} as const;

describe('a state that is not of its shape is an error that says where', () => {
  const live = { phase: 'live', users: 2 } as const;
  test.each([
    ['mms[1].users', 'an integer from 1 to 3', { mms: [live, { ...live, users: 4 }] }],
    ['mms[0].users', 'an integer from 1 to 3', { mms: [{ ...live, users: 1.5 }, live] }],
    ['mms[0].users', 'an integer from 1 to 3', { mms: [{ ...live, users: '2' }, live] }],
    ['mms[0].users', 'an integer from 1 to 3', { mms: [{ phase: 'live' }, live] }],
    ['mms[0]', 'no fields but phase', { mms: [{ phase: 'absent', users: 1 }, live] }],
    ['mms[0].phase', 'one of absent, live', { mms: [{ phase: 'gone' }, live] }],
    ['mms', '2 items', { mms: [live] }],
    ['slots', 'keys from 1 to 4', { slots: { 5: 'sva' } }],
    ['slots[2]', 'one of sva, unmanaged', { slots: { 2: 'any' } }],
    ['free', 'rising integers from 1 to 6', { free: [6, 2] }],
    ['free', 'rising integers from 1 to 6', { free: [2, 2] }],
    ['free', 'rising integers from 1 to 6', { free: [7] }],
    ['order', 'at most 2 items', { order: [1, 1, 1] }],
    ['order[1]', 'an integer from 0 to 2', { order: [0, -1] }],
    ['order', 'an array', { order: null }],
  ])('at %s %s is expected', (path, expected, change) => {
    const codec = codecOf<unknown>(spaces);
    const encode = (): void =>
      codec.encode({ ...state, ...change }, new Int32Array(codec.words), 0);
    expect(encode).toThrow(`checker: expected ${expected}`);
    expect(encode).toThrow(`at ${path}, saw`);
  });

  test('and so is a bound that was forgotten', () => {
    const open = shape.integer(0, Number.POSITIVE_INFINITY);
    expect(() => codecOf(shape.record({ users: open }))).toThrow(/declared at users, saw 0 to Inf/);
  });
});

test('nothing that is read is shared with what was read before', () => {
  const codec = codecOf(spaces);
  const words = new Int32Array(codec.words);
  codec.encode(state, words, 0);
  const [one, other] = [codec.decode(words, 0), codec.decode(words, 0)];
  expect(one.mms[0]).not.toBe(other.mms[0]);
  expect(one.slots).not.toBe(other.slots);
});

test('observers tell no states apart, and start anew from what is there', () => {
  const codec = codecOf<unknown>(spaces);
  const [one, other] = [new Int32Array(codec.words), new Int32Array(codec.words)];
  codec.encode(state, one, 0);
  codec.encode({ ...state, peak: 99 }, other, 0);
  expect(other).toEqual(one);
  expect(codec.decode(one, 0)).toEqual({ ...state, peak: 2 });
});

test('bytes of any length come back from the words they were put into, and nothing else changes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 3 }), (bytes, at) => {
      const words = new Int32Array(16).fill(FENCE);
      const end = writeBytes(bytes, words, at);
      expect(readBytes(words, at)).toEqual(bytes);
      expect(end).toBe(at + 1 + Math.ceil(bytes.length / 4));
      expect(new Set([...words.slice(0, at), ...words.slice(end)])).toEqual(new Set([FENCE]));
      const again = new Int32Array(16).fill(-1);
      writeBytes(bytes, again, at);
      expect(again.slice(at, end)).toEqual(words.slice(at, end));
    }),
    { seed: RUN.seed, numRuns: RUN.runs },
  );
});

test('a shape has the type of what it describes', () => {
  expectTypeOf(shape.map(0, 1, shape.integer<7>(7, 7))).toEqualTypeOf<
    Shape<Readonly<Record<number, 7>>>
  >();
  expectTypeOf(shape.record({ a: shape.set(0, 1) })).toEqualTypeOf<
    Shape<{ a: readonly number[] }>
  >();
  expectTypeOf(shape.choice(['absent', 'live'])).toExtend<Shape<Space['phase']>>();
  expectTypeOf(shape.choice(['gone'])).not.toExtend<Shape<Space['phase']>>();
});
