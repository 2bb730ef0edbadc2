/**
 * Does `defects --seeds` say at how many counterexamples the seeds end, and what is proven of them?
 * Asked of defects with short traces; what it says of all of them is in benchmarks/README.md.
 * Unnoticed otherwise: a table that counts what it did not look at.
 */
import { expect, test } from 'vitest';
import { say } from './terminal.js';

const ONLY = ['--only', 'uncharges-twice', '--only', 'inherits-pasid-on-fork'];

test('seeds end at one certified counterexample of each defect', async () => {
  const said = await say('defects', '--seeds', '3', ...ONLY, '--json');
  expect(said.exitCode).toBe(0);
  const { defects } = JSON.parse(said.out) as { defects: object[] };
  const alike = { verdict: 'holds', seeds: 3, found: 3, hashes: 1, complete: 3 };
  expect(defects).toMatchObject([
    { ...alike, lengths: { min: 2, max: 2 }, certificate: { complete: true, provenTo: 1 } },
    { ...alike, lengths: { min: 3, max: 3 }, certificate: { complete: true, provenTo: 2 } },
  ]);
  expect(said.out).not.toContain('Ms');
});

test('where the budget ends the search, the length proven is said, and nothing is decided', async () => {
  const said = await say(
    'defects',
    '--seeds',
    '2',
    ...ONLY.slice(2),
    '--states',
    '300',
    '--timing',
  );
  expect(said.exitCode).toBe(3);
  expect(said.out).toMatch(
    /undecided: found by 2 of 2 seeds, .* 0 complete, none of up to 1 \(\d+ product states\), median \d+ ms$/m,
  );
});

// Seed 1 finds it by calls of sloppy callers alone, seed 2 by lawful ones, which need two commands more.
test('seeds end at what lawful callers see, whoever the runs were of', async () => {
  const only = ['--only', 'checks-first-member-only'];
  const said = await say('defects', '--seeds', '4', ...only, '--states', '5000', '--json');
  const { defects } = JSON.parse(said.out) as { defects: object[] };
  expect(defects).toMatchObject([{ hashes: 1, complete: 4, lengths: { min: 3, max: 3 } }]);
});
