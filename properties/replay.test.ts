/**
 * Does every stored counterexample still say what it said? Replayed on the target it was found on,
 * where the same property must break at the same step, and on the implementation, which must hold. An
 * expected one is replayed on the code of its kernel; without that its test counts as skipped, after
 * the model has shown the same where it can.
 * Unnoticed otherwise: a fix that took back, or a trace that shows nothing any more.
 */

import { describe, expect, test } from 'vitest';
import { checkStored, corpusFiles } from '#harness';

const CORPUS = 'counterexamples';
const files = (await corpusFiles(CORPUS)) ?? [];

test('the corpus is not empty', () => {
  expect(files.length).toBeGreaterThan(0);
});

describe('a stored counterexample still says what it said', () => {
  test.for(files)('%s', async (file, { skip }) => {
    const { ok, summary, isSkipped } = await checkStored(file);
    expect(ok, summary).toBe(true);
    skip(isSkipped === true, summary);
  });
});
