/**
 * Can a machine and an implementation be explored together, each state being the machine's words and
 * the implementation's snapshot, of whatever length that has? Asked of a small counter kept in two
 * ways. Unnoticed otherwise: a search that merges states which differ in the implementation alone.
 */
import { describe, expect, test } from 'vitest';
import {
  codecOf,
  explore,
  readBytes,
  type Sink,
  type System,
  type Words,
  writeBytes,
} from '#checker';
import { shape } from '#declaration';

/** The model: how many numbers are out. */
interface Model {
  out: number;
}

/** The implementation: which numbers are out, in the order in which they were handed out. */
type Handed = readonly number[];

const OUT_MAX = 3;
const NAMES = 4;
const ACTIONS = ['take', 'give back first', 'give back last'] as const;
const SNAPSHOT_BYTES_MAX = 8;

const codec = codecOf(shape.record<Model>({ out: shape.integer(0, OUT_MAX) }));

/** One call to each side; what they answer must be the same. */
function step(model: Model, handed: Handed, action: (typeof ACTIONS)[number], isBroken: boolean) {
  if (action === 'take') {
    if (model.out === OUT_MAX) return undefined;
    const lowest = Array.from({ length: NAMES }, (_, name) => name).find(
      (n) => !handed.includes(n),
    )!;
    // The defect: a number is lost while number 0 is free and two others are.
    const isLost = isBroken && handed.length === 2 && !handed.includes(0);
    return { model: { out: model.out + 1 }, handed: isLost ? handed : [...handed, lowest] };
  }
  if (model.out === 0) return undefined;
  const after = action === 'give back first' ? handed.slice(1) : handed.slice(0, -1);
  return { model: { out: model.out - 1 }, handed: after };
}

function product(isBroken: boolean): System<string> {
  const emit = (model: Model, handed: Handed, label: number, sink: Sink<string>): void => {
    codec.encode(model, sink.after, 0);
    const end = writeBytes(Uint8Array.from(handed), sink.after, codec.words);
    sink.emit(end, label);
    if (model.out !== handed.length)
      sink.violated(`${model.out} out, ${handed.length} known`, label);
  };
  return {
    size: { words: codec.words + 1 + SNAPSHOT_BYTES_MAX / 4 },
    begin: (sink) => emit({ out: 0 }, [], 0, sink),
    successors(state: Words, _length, sink) {
      const model = codec.decode(state, 0);
      const handed = [...readBytes(state, codec.words)];
      for (const [label, action] of ACTIONS.entries()) {
        const after = step(model, handed, action, isBroken);
        if (after !== undefined) emit(after.model, after.handed, label, sink);
      }
    },
  };
}

/** All snapshots that can be reached, found with a set of texts. */
function snapshots(): Set<string> {
  const seen = new Set(['']);
  for (const text of seen) {
    const handed = text === '' ? [] : text.split(',').map(Number);
    for (const action of ACTIONS) {
      const after = step({ out: handed.length }, handed, action, false);
      if (after !== undefined) seen.add(after.handed.join(','));
    }
  }
  return seen;
}

describe.each([{ exact: false }, { exact: true }])('with exact: $exact', ({ exact }) => {
  test('states of one model state that differ in the implementation are told apart', () => {
    const found = explore(product(false), { exact });
    expect(found).toMatchObject({ verdict: 'holds', distinct: snapshots().size });
    expect(found.distinct).toBeGreaterThan(OUT_MAX + 1);
  });

  test('a defect that only some implementation states show is found by the shortest way', () => {
    const { violation } = explore(product(true), { exact });
    expect(violation?.finding).toBe('3 out, 2 known');
    expect(violation?.path.map((label) => ACTIONS[label])).toEqual([
      'take',
      'take',
      'take',
      'give back first',
      'take',
    ]);
  });
});
