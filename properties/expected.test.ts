/**
 * Do kernels still do what a good design must not, and is nothing shorter than what is stored of it?
 * Each is looked for again in the kernel's own code and must come out as it is stored, certificate
 * included; skipped, and counted as skipped, where that was not built. Always asked: that the model shows
 * the same, and that a design keeps the claim.
 * Unnoticed otherwise: a claim that nothing could keep, or a trace that is there for another reason.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explore, systemOfPair } from '#checker';
import {
  checkExpected,
  corpusFiles,
  expectations,
  findExpected,
  isNotBuilt,
  readExpected,
  type StoredExpectation,
  writeExpected,
} from '#harness';
import { say } from './terminal.js';

const CORPUS = 'counterexamples';

const stored = new Map<string, { readonly file: string; readonly found: StoredExpectation }>();
for (const file of (await corpusFiles(CORPUS)) ?? []) {
  const found = await readExpected(file);
  if (found !== undefined) stored.set(found.block.name, { file, found });
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pasid-verify-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('each expectation is stored once', () => {
  expect([...stored.keys()].sort()).toEqual(expectations.map(({ name }) => name).sort());
});

describe.each(expectations.map((each) => [each.name, each] as const))('%s', (name, expectation) => {
  const { target, length, kept, profile } = expectation;
  const { file, found } = stored.get(name)!;

  test.skipIf(isNotBuilt(target))(`is found in ${target} as it is stored`, async () => {
    const again = findExpected(expectation);
    expect(again?.certificate).toMatchObject({ complete: true, provenTo: length - 1 });
    const written = await writeExpected(folder, expectation, again!);
    expect(await readFile(written, 'utf8')).toBe(await readFile(file, 'utf8'));
  });

  test('is shown by the model, too', () => {
    const { ok, summary } = checkExpected(found);
    expect(ok, summary).toBe(true);
    expect(summary).toContain(`the model (${profile})`);
  });

  test.skipIf(kept.pair === undefined)(`is not done by ${kept.by}`, () => {
    const report = explore(systemOfPair(kept.pair!(), 0), { exact: true });
    expect(report).toMatchObject({ verdict: 'holds', complete: true });
  });

  test.skipIf(isNotBuilt(target))('is told by replay, as something expected', async () => {
    const said = await say('replay', file);
    expect(said).toMatchObject({ exitCode: 1, error: '' });
    expect(said.out).toMatch(/step (\d+) of \1, as expected/);
  });
});

test('a stored trace that does not say so any more is told', () => {
  const { found } = stored.get('immediate-reuse')!;
  const spoiled = { ...found, block: { ...found.block, reason: 'something else' } };
  expect(checkExpected(spoiled)).toMatchObject({
    ok: false,
    summary: expect.stringMatching(/no longer shows others-before-reuse: pasid 1 was let go last/),
  });
});
