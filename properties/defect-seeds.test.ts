/**
 * Does `defects --seeds` say at how many counterexamples the seeds end, and what is proven of them, and
 * is that what the book has of all defects? Asked anew of defects with short traces; of every other one
 * the recorded row is looked at. Unnoticed otherwise: a table that counts what it did not look at, or
 * that is of another machine.
 */
import { expect, test } from 'vitest';
import { boundOf, isOne, lackOfRung, recordedSurvey, withoutHome } from '#cli';
import { seededDefects } from '#harness';
import { ladder } from '#model';
import { say } from './terminal.js';

const ONLY = ['--only', 'uncharges-twice', '--only', 'inherits-pasid-on-fork'];

/** Traces of so many commands at most are proven to be the shortest, whatever the seed. */
const PROVEN_MAX = 6;

/** So many seeds were asked for each row. */
const SEEDS = 20;

const names = seededDefects.map(({ name }) => name);

test('seeds end at one certified counterexample of each defect', async () => {
  const said = await say('defects', '--seeds', '3', ...ONLY, '--json');
  expect(said.exitCode).toBe(0);
  const found = (JSON.parse(said.out) as { defects: object[] }).defects;
  const alike = { verdict: 'holds', seeds: 3, found: 3, hashes: 1, complete: 3 };
  expect(found).toMatchObject([
    { ...alike, lengths: { min: 2, max: 2 }, certificate: { complete: true, provenTo: 1 } },
    { ...alike, lengths: { min: 3, max: 3 }, certificate: { complete: true, provenTo: 2 } },
  ]);
  expect(said.out).not.toContain('Ms');
});

test('where the budget ends the search, the length proven is said, and nothing is decided', async () => {
  const options = ['--states', '300', '--timing'];
  const said = await say('defects', '--seeds', '2', ...ONLY.slice(2), ...options);
  expect(said.exitCode).toBe(3);
  expect(said.out).toMatch(
    /undecided: found by 2 of 2 seeds, .* 0 complete, none of up to 1 \(\d+ product states\), median \d+ ms$/m,
  );
});

test('where runs come to less than the ladder has, it is said in which scope', () => {
  const ends = [
    { counterexample: { scope: 'kernel', length: 2 } },
    { counterexample: { scope: 'odd', length: 3 } },
  ].map(({ counterexample }, seed) => ({
    seed,
    isFound: true,
    counterexample: { ...counterexample, hash: counterexample.scope, complete: false },
    ms: 0,
  }));
  const certificate = { scope: 'odd', complete: true, provenTo: 2, sequences: 9, productStates: 9 };
  expect(lackOfRung({ ends, certificate })).toEqual([expect.stringMatching(/kernel: no rung/)]);
  expect(lackOfRung({ ends: ends.slice(1), certificate })).toEqual([]);
});

test('a row is asked for with the bound that it takes, and a home with a greater one, if that helps', () => {
  const row = recordedSurvey()[0]!;
  const lengths = { min: 7, max: 7 };
  const kept = (complete: boolean, provenTo: number, productStates: number) => ({
    ...row,
    lengths,
    certificate: { scope: 'whole', sequences: 9, complete, provenTo, productStates },
  });
  expect(boundOf(kept(true, 6, 145_110))).toBe(146_000);
  // The bound was 400,000, and a greater one shows more than is kept.
  expect(boundOf(kept(false, 6, 400_003))).toBe(400_000);
  expect(boundOf(kept(false, 7, 123_456))).toBe(124_000);
  expect(withoutHome('x', kept(false, 6, 400_003))).toMatch(/--record --states 800000 --only x$/);
  expect(withoutHome('x', kept(false, 7, 123_456))).toMatch(/in no rung\. Next: add one to /);
  expect(withoutHome('x', undefined)).toMatch(
    /nothing of it that is proven\. Next: .* --record --only x$/,
  );
});

test('the recorded rows are of seeded defects, in their order', () => {
  const recorded = recordedSurvey().map(({ defect }) => defect);
  expect(recorded).toEqual(names.filter((name) => recorded.includes(name)));
});

test('where a trace is short enough, the recorded seeds end at one, in a rung of the ladder', () => {
  const short = recordedSurvey().filter(({ lengths }) => (lengths?.min ?? 0) <= PROVEN_MAX);
  expect(short.filter((row) => !isOne(row))).toEqual([]);
  const rungs = ladder().map(({ name }) => name);
  expect(short.filter(({ certificate }) => !rungs.includes(certificate!.scope))).toEqual([]);
  expect(short.filter(({ seeds }) => seeds !== SEEDS)).toEqual([]);
});

test('a recorded row is what its seeds end at', async () => {
  const only = ['--only', 'keeps-handle-without-users'];
  const said = await say('defects', '--seeds', String(SEEDS), ...only, '--check');
  expect(said).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^holds$/m) });
});
