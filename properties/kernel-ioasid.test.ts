/**
 * Is each answer of the unmodified allocator of Linux 6.1 held against the recording, and not the model's
 * alone? Asked of the code itself, compiled by `npm run kernel:build`, with one answer altered at a time;
 * skipped, and counted as skipped, where that was not done.
 * Unnoticed otherwise: a shim whose answers nobody reads.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bothSides,
  fixtures,
  isNotBuilt,
  recordedTargets,
  type TraceVerdict,
  validateTrace,
} from '#harness';

const NAME = 'linux-6.1-ioasid';
const recorded = (await fixtures()).find(({ file }) =>
  file.endsWith('ioasid/01-first-steps.ndjson'),
)!;
const sides = { ...bothSides, implementation: recordedTargets.get(NAME)!.side };
const judged = (file: string): Promise<TraceVerdict> => validateTrace(file, undefined, sides);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pasid-verify-'));
});
afterAll(() => rm(folder, { recursive: true }));

// That it answers as recorded is asked in kernel.test.ts, with all recorded targets.
describe.skipIf(isNotBuilt(NAME))('the allocator of Linux 6.1', () => {
  test('is read beside the model', async () => {
    const agreed = { kind: 'accepted', sides: ['model', 'implementation'] };
    expect(await judged(recorded.file)).toMatchObject(agreed);
  });

  test('every answer of a recording, altered alone, is told from the kernel’s', async () => {
    const lines = (await readFile(recorded.file, 'utf8')).trimEnd().split('\n');
    let altered = 0;
    for (const [index, text] of lines.entries()) {
      const line = JSON.parse(text) as Readonly<Record<string, unknown>>;
      const field = line['call'] === 'ioasid_alloc' ? 'id' : 'ret';
      if (!('call' in line) || !(field in line)) continue;
      const other = { ...line, [field]: line[field] === 0 ? (field === 'id' ? 1 : -2) : 0 };
      const copy = path.join(folder, 'altered.ndjson');
      await writeFile(copy, `${lines.with(index, JSON.stringify(other)).join('\n')}\n`);
      expect(await judged(copy), JSON.stringify(other)).toMatchObject(rejectedAt(index + 1));
      altered += 1;
    }
    expect(altered).toBe(102);
  });
});

/** A verdict that both sides disagree with one line. */
function rejectedAt(line: number): object {
  const disagreement = expect.objectContaining({ disagree: ['model', 'implementation'] });
  return { kind: 'rejected', line, differences: expect.arrayContaining([disagreement]) };
}
