/**
 * Does every stored counterexample still say what it said? Replayed on the target it was found on,
 * where the same property must break at the same step, and on the implementation, which must hold;
 * what is open comes first. An expected one is replayed on the code of its kernel; without that its test
 * counts as skipped, after the model has shown the same. Beside each lies its document, which must say
 * what the file says now.
 * Unnoticed otherwise: a fix that took back, or a trace that shows nothing any more.
 */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { corpusToday, documentBeside, readFromCorpus } from '#harness';

const CORPUS = 'counterexamples';
const stored = (await corpusToday(CORPUS)) ?? [];

test('the corpus is not empty', () => {
  expect(stored.length).toBeGreaterThan(0);
});

test.for(stored)('$file still says what it said', ({ ok, isSkipped, summary }, { skip }) => {
  expect(ok, summary).toBe(true);
  skip(isSkipped === true, summary);
});

test.each(stored)('the document beside $file is fresh', async ({ file }) => {
  const { document } = await readFromCorpus(file);
  // Where this fails: npx pasid-verify docs
  expect(await readFile(documentBeside(file), 'utf8')).toBe(document);
});
