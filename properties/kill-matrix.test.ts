/**
 * Does the kill matrix say which property notices which defect at home, and how soon? A row is compared
 * with every sequence of its first lengths, each made from reset with one property on; a recorded row is
 * decided anew; what is derived is computed from a small table by hand.
 * Unnoticed otherwise: a claim of which nobody knows that others say all it says. With every row, and
 * with longer sequences, `npm run test:long` does the same.
 */
import { expect, test } from 'vitest';
import { book, recordedMatrix } from '#cli';
import {
  type Defect,
  implementation,
  killMatrix,
  properties,
  searchAlone,
  seededDefects,
  type Target,
} from '#harness';
import { invariants, scopes, transitionInvariants, whyItStays } from '#model';
import { naively, searched } from './naive-alone.js';
import { say } from './terminal.js';

const targetOf = ({ name, create }: Defect): Target => ({ name: `defect/${name}`, create });
const named = (name: string): Defect => seededDefects.find((defect) => defect.name === name)!;

test('the search comes to what every sequence of two calls comes to, property by property', () => {
  const target = targetOf(named('keeps-handle-without-users'));
  const lengths = searched(scopes.strangers, target, 2);
  for (const property of ['handle-has-users', 'single-owner'] as const) {
    const least = naively(scopes.strangers, target, property, 2);
    expect([property, least]).toEqual([property, lengths.get(property)]);
  }
});

test('the shipped implementation is noticed by nobody, and the search comes to every pair of states', () => {
  const setting = { scope: scopes.strangers, target: implementation, callers: 'lawful' } as const;
  for (const judge of ['claims', 'outcome', 'state'] as const) {
    expect(searchAlone(setting, judge, 5_000)).toEqual({ kills: [], states: 1190, complete: true });
  }
});

test('a search that may come to fewer states than there are says so', () => {
  const setting = { scope: scopes.strangers, target: implementation, callers: 'lawful' } as const;
  expect(searchAlone(setting, 'claims', 100).complete).toBe(false);
});

test('recorded rows are of seeded defects, in their order, and each is noticed by somebody', () => {
  const names = recordedMatrix().map(({ defect }) => defect);
  expect(names).toEqual(
    seededDefects.map(({ name }) => name).filter((name) => names.includes(name)),
  );
  expect(killMatrix(recordedMatrix()).notKilled).toEqual([]);
});

test('the book says how many defects are decided', () => {
  const decided = recordedMatrix().length;
  const all = seededDefects.length;
  const said = decided === all ? `All ${all} defects are decided` : `${decided} of ${all} defects`;
  expect(book().get('defects.md')).toContain(said);
});

test('each claim that others make up for has one reason to stay, and no other claim has one', () => {
  const { redundant, firstKiller } = killMatrix(recordedMatrix());
  const named = Object.values(whyItStays).flatMap(({ claims }) => Object.keys(claims));
  expect(named.toSorted()).toEqual(redundant.toSorted());
  const first: readonly string[] = firstKiller.map(({ property }) => property);
  expect(Object.keys(whyItStays.first.claims).filter((id) => !first.includes(id))).toEqual([]);
  const kernels = [...invariants, ...transitionInvariants].filter(
    ({ profiles, facts }) => profiles.includes('linux-6.12') && facts.length > 0,
  );
  const ofKernels: readonly string[] = kernels.map(({ id }) => id);
  expect(Object.keys(whyItStays.kernel.claims).filter((id) => !ofKernels.includes(id))).toEqual([]);
});

test('the matrix says which claim alone notices what, and which notices nothing alone', () => {
  const judged = [
    ['a', ['single-owner', 'outcome']],
    ['b', ['single-owner', 'pasid-in-range', 'state']],
    ['c', ['outcome']],
    ['d', []],
  ] as const;
  const matrix = killMatrix(
    judged.map(([defect, killers]) => ({
      defect,
      killedBy: killers.map((property, length) => ({ property, length })),
    })),
  );
  expect(matrix).toMatchObject({
    kills: { 'single-owner': ['a', 'b'], 'pasid-in-range': ['b'], outcome: ['a', 'c'] },
    onlyKiller: [{ defect: 'a', property: 'single-owner' }],
    firstKiller: [
      { defect: 'a', property: 'single-owner' },
      { defect: 'b', property: 'single-owner' },
    ],
    comparisonsOnly: ['c'],
    notKilled: ['d'],
  });
  expect(Object.keys(matrix.kills)).toEqual(properties);
  expect(matrix.redundant).toContain('pasid-in-range');
  expect(matrix.redundant).not.toContain('single-owner');
  expect(matrix.redundant).not.toContain('outcome');
});

test('`defects` says who notices a defect at home, for people and for machines', async () => {
  const argv = ['defects', '--only', 'defect/lists-no-domain', '--check'];
  const said = await say(...argv);
  expect(said).toMatchObject({ exitCode: 0, error: '' });
  expect(said.out).toMatch(
    /^defect\/lists-no-domain +found by mm-domains-listed, .*; at home in strangers: .*mm-domains-listed \(2\), .*state \(2\)$/m,
  );
  const { out } = await say(...argv, '--json');
  const kill = { property: 'mm-domains-listed', length: 2 };
  expect(JSON.parse(out)).toMatchObject({
    defects: [{ home: 'strangers', isComplete: true, killedBy: expect.arrayContaining([kill]) }],
    matrix: { notKilled: [] },
  });
});

test('a defect that nobody seeded is wrong usage', async () => {
  const said = await say('defects', '--only', 'nothing');
  expect(said).toMatchObject({ exitCode: 2, out: '' });
  expect(said.error).toMatch(/`npx pasid-verify defects` lists/);
});
