/**
 * Is the README true? Each console block in it is a command and what that command prints, run again
 * here. Prose around the blocks is not checked.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { say } from './terminal.js';

const BLOCK = /```console\n\$ npx pasid-verify (.*)\n([^]*?)```/g;

test('each console block of the README prints what it shows', async () => {
  const blocks = [...(await readFile('README.md', 'utf8')).matchAll(BLOCK)];
  expect(blocks.length).toBeGreaterThan(0);
  const folder = await mkdtemp(path.join(tmpdir(), 'pasid-verify-'));
  for (const [, command, printed] of blocks) {
    const { out } = await say(...command!.split(' '), '--corpus', folder);
    expect(out.replaceAll(folder, 'counterexamples')).toBe(printed!.trimEnd());
  }
  await rm(folder, { recursive: true });
});
