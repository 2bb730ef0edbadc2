/**
 * Does every stored counterexample still say what it said? Replayed on the target it was found on,
 * where the same property must break at the same step, and on the implementation, which must hold;
 * what is open comes first. Beside each lies its document, which must say what the file says now.
 */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { corpusToday, documentBeside, readStored } from '#harness';

const CORPUS = 'counterexamples';
const stored = (await corpusToday(CORPUS)) ?? [];

test('the corpus is not empty', () => {
  expect(stored.length).toBeGreaterThan(0);
});

test.each(stored)('$file still says what it said', ({ ok, summary }) => {
  expect(ok, summary).toBe(true);
});

test.each(stored)('the document beside $file is fresh', async ({ file }) => {
  const { document } = await readStored(file);
  // Where this fails: npx pasid-verify docs
  expect(await readFile(documentBeside(file), 'utf8')).toBe(document);
});
