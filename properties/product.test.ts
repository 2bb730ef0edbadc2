/**
 * Do model and implementation agree at every pair of states that they reach together, is each restored
 * state the one that was there, and is every seeded defect found by a trace than which there is no
 * shorter one? The product is searched to its end.
 * Unnoticed otherwise: an answer that differs only after calls that no random run makes.
 */
import { expect, test } from 'vitest';
import { explore, Search, type Sink, type System, type Words } from '#checker';
import { implementation, ProductSystem, type Property, targets } from '#harness';
import { scopes } from '#model';

// The implementation hands out the lowest id, so there may be fewer transitions than in the model.
const COUNTS = [
  { name: 'tiny', distinct: 1_380, generated: 51_757, cuts: 150, depth: 9 },
  { name: 'pair', distinct: 536, generated: 32_567, cuts: 399, depth: 9 },
  { name: 'mediated', distinct: 784, generated: 8_689, cuts: 0, depth: 16 },
  { name: 'quota', distinct: 1_344, generated: 16_423, cuts: 96, depth: 13 },
] as const;

test.each(COUNTS)(
  'in scope $name the two never differ, at any of $distinct pairs of states',
  ({ name, ...counts }) => {
    const found = explore(new ProductSystem(scopes[name], implementation), { exact: true });
    expect(found).toMatchObject({ verdict: 'holds', complete: true, ...counts });
  },
);

/** The system, and the words of its states in the order in which they are found. */
function recorded<Finding>(system: System<Finding>): { system: System<Finding>; found: string[] } {
  const found: string[] = [];
  const recording = (sink: Sink<Finding>): Sink<Finding> => ({
    after: sink.after,
    emit(length, label) {
      const isNew = sink.emit(length, label);
      if (isNew) found.push(textOf(sink.after.subarray(0, length)));
      return isNew;
    },
    cut: (label) => sink.cut(label),
    violated: (finding, label) => sink.violated(finding, label),
  });
  return {
    found,
    system: {
      size: system.size,
      begin: (sink) => system.begin(recording(sink)),
      successors: (words, length, sink) => system.successors(words, length, recording(sink)),
    },
  };
}

function textOf(words: Words): string {
  return words.join(' ');
}

test.each(['mediated', 'vfio', 'queue', 'tiny'] as const)(
  'in scope %s a state reached by restoring is the one that its path leads to from reset',
  (name) => {
    const product = new ProductSystem(scopes[name], implementation);
    const { system, found } = recorded(product);
    const search = new Search(system, { exact: true });
    search.advance(150);
    const { distinct } = search.counts();
    for (let index = 0; index < distinct; index += 7) {
      expect(textOf(product.replayed(search.pathTo(index)))).toBe(found[index]);
    }
  },
);

interface Shortest {
  readonly defect: string;
  readonly scope: keyof typeof scopes;
  readonly property: Property;
  readonly steps: number;
  /** The length that fuzzing of the same scope with seed 1 came to, shrunk. */
  readonly fuzzed: number;
}

const SHORTEST: readonly Shortest[] = [
  {
    defect: 'mdev-close-keeps-slot',
    scope: 'mediated',
    property: 'slot-targets-owner',
    steps: 5,
    fuzzed: 5,
  },
  {
    defect: 'mdev-close-leaks-id',
    scope: 'mediated',
    property: 'pasid-conservation',
    steps: 5,
    fuzzed: 5,
  },
  {
    defect: 'drain-leaks-pasid',
    scope: 'mediated',
    property: 'pasid-conservation',
    steps: 4,
    fuzzed: 4,
  },
  {
    defect: 'reuses-pasid-of-closed-file',
    scope: 'vfio',
    property: 'slot-targets-owner',
    steps: 6,
    fuzzed: 6,
  },
  { defect: 'close-leaks-ids', scope: 'vfio', property: 'pasid-conservation', steps: 4, fuzzed: 6 },
  {
    defect: 'unbind-leaves-slot',
    scope: 'queue',
    property: 'slot-targets-owner',
    steps: 4,
    fuzzed: 4,
  },
  {
    defect: 'reuses-draining-pasid-of-mm',
    scope: 'queue',
    property: 'slot-pasid-live',
    steps: 5,
    fuzzed: 5,
  },
  {
    defect: 'drain-forgets-requests',
    scope: 'queue',
    property: 'requests-only-where-occupied',
    steps: 6,
    fuzzed: 6,
  },
  {
    defect: 'failed-replace-keeps-members',
    scope: 'driver',
    property: 'group-uniform',
    steps: 3,
    fuzzed: 3,
  },
  { defect: 'checks-first-member-only', scope: 'driver', property: 'outcome', steps: 4, fuzzed: 4 },
  {
    defect: 'admits-one-over-limit',
    scope: 'tiny',
    property: 'user-within-limit',
    steps: 3,
    fuzzed: 4,
  },
];

test.each(SHORTEST)(
  'defect $defect is found after $steps steps, and no shorter trace shows any disagreement',
  ({ defect, scope, property, steps, fuzzed }) => {
    const system = new ProductSystem(scopes[scope], targets.get(`defect/${defect}`)!);
    const { violation } = explore(system, { exact: true });
    const { failure, trace } = system.traceTo(violation!);
    expect({ property: failure?.property, steps: trace.length }).toEqual({ property, steps });
    expect(steps).toBeLessThanOrEqual(fuzzed);
  },
);
