/**
 * Is the README true? Each console block in it is a command and what that command prints, run again
 * here; `npx vitest run properties/readme.test.ts -u` writes what it prints now. Prose around the
 * blocks is not checked.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { say } from './terminal.js';

const BLOCK = /(```console\n\$ npx pasid-verify (.*)\n)[^]*?```/g;

test('each console block of the README prints what it shows', async () => {
  const readme = await readFile('README.md', 'utf8');
  const folder = await mkdtemp(path.join(tmpdir(), 'pasid-verify-'));
  let fresh = readme;
  for (const [block, head, command] of readme.matchAll(BLOCK)) {
    const { out } = await say(...command!.split(' '), '--corpus', folder);
    const printed = out.replaceAll(folder, 'counterexamples');
    fresh = fresh.replace(block, () => `${head}${printed}\n\`\`\``);
  }
  await rm(folder, { recursive: true });
  expect(readme).toMatch(BLOCK);
  await expect(fresh).toMatchFileSnapshot('../README.md');
});
