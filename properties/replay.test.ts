/**
 * Does every stored counterexample still say what it said? Replayed on the target it was found on,
 * where the same property must break at the same step, and on the implementation, which must hold.
 */

import { describe, expect, test } from 'vitest';
import { checkStored, corpusFiles } from '#harness';

const CORPUS = 'counterexamples';
const files = (await corpusFiles(CORPUS)) ?? [];

test('the corpus is not empty', () => {
  expect(files.length).toBeGreaterThan(0);
});

describe('a stored counterexample still says what it said', () => {
  test.each(files)('%s', async (file) => {
    const { ok, summary } = await checkStored(file);
    expect(ok, summary).toBe(true);
  });
});
