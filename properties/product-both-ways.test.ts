/**
 * Does the product that remembers what it saw come to the same as the one that makes everything anew,
 * at every transition? Both are searched, and everything that one tells the search is held against what
 * the other does. Unnoticed otherwise: a step that is taken for another one because it looks like it,
 * so that a certificate passes over it.
 */
import { expect, test } from 'vitest';
import { type BrokenClaim, Search, type Sink, type System } from '#checker';
import { implementation, PlainProduct, ProductSystem, targets } from '#harness';
import { scopes } from '#model';

/** What a system tells the search, with states numbered in the order in which they are found. */
function told(system: System<BrokenClaim>, states: number): readonly string[] {
  const lines: string[] = [];
  const numbers = new Map<string, number>();
  const noting = (sink: Sink<BrokenClaim>): Sink<BrokenClaim> => ({
    after: sink.after,
    emit(length, label) {
      const key = sink.after.subarray(0, length).join();
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      lines.push(`${label} leads to ${numbers.get(key)}`);
      return sink.emit(length, label);
    },
    cut(label) {
      lines.push(`${label} is cut`);
      sink.cut(label);
    },
    violated(finding, label) {
      lines.push(`${label} breaks ${JSON.stringify(finding)}`);
      sink.violated(finding, label);
    },
  });
  const search = new Search(
    {
      size: system.size,
      begin: (sink) => system.begin(noting(sink)),
      successors: (words, length, sink) => system.successors(words, length, noting(sink)),
    },
    { exact: true },
  );
  search.advance(states);
  return lines;
}

const ALL = Number.MAX_SAFE_INTEGER;

test.each([
  { name: 'mediated', callers: 'lawful', states: 150 },
  { name: 'pair', callers: 'lawful', states: 8 },
  { name: 'tiny', callers: 'lawful', states: 20 },
  { name: 'families', callers: 'lawful', states: 50 },
  { name: 'vfio', callers: 'sloppy', states: 25 },
  { name: 'whole', callers: 'lawful', states: 3 },
] as const)('in scope $name, $callers callers, every transition is the same', (asked) => {
  const scope = scopes[asked.name];
  const plain = told(new PlainProduct(scope, implementation, asked.callers), asked.states);
  expect(told(new ProductSystem(scope, implementation, asked.callers), asked.states)).toEqual(
    plain,
  );
  // And once more with a model that is remembered from before.
  expect(told(new ProductSystem(scope, implementation, asked.callers), asked.states)).toEqual(
    plain,
  );
});

test.each([
  { defect: 'mdev-charges-nobody', name: 'mediated' },
  { defect: 'admits-one-over-limit', name: 'tiny' },
  { defect: 'uncharges-twice', name: 'mediated' },
] as const)('defect $defect is found at the same transition', ({ defect, name }) => {
  const target = targets.get(`defect/${defect}`)!;
  const plain = told(new PlainProduct(scopes[name], target), ALL);
  expect(plain.at(-1)).toMatch(/breaks/);
  expect(told(new ProductSystem(scopes[name], target), ALL)).toEqual(plain);
});
