/**
 * Does the unmodified allocator of Linux 6.1 answer as it was recorded, custom allocators, failures and
 * log included? Asked of the code itself, compiled by `npm run kernel:build`; skipped, and counted as
 * skipped, where that was not done.
 * Unnoticed otherwise: a shim that answers in place of the kernel.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type IoasidCall, type IoasidInput, isNotBuilt, KernelIoasid } from '#harness';

const recordings = new URL('../harness/kernel-traces/fixtures/ioasid/', import.meta.url);
const files = readdirSync(recordings);

type Line = Readonly<Record<string, unknown>>;

function linesOf(file: string): readonly Line[] {
  const text = readFileSync(new URL(file, recordings), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** The arguments of each call; the rest of its line is the answer. An id is either, or both. */
const ARGUMENTS: Readonly<Record<IoasidCall['call'], readonly string[]>> = {
  ioasid_alloc: ['set', 'min', 'max', 'data'],
  ioasid_free: ['id'],
  ioasid_find: ['set', 'id', 'getter'],
  ioasid_set_data: ['id', 'data'],
  ioasid_register_allocator: ['ops', 'family'],
  ioasid_unregister_allocator: ['ops', 'family'],
};

function answerIn(line: Line): Line {
  const told = new Set(['n', 'call', ...ARGUMENTS[line['call'] as IoasidCall['call']]]);
  return Object.fromEntries(Object.entries(line).filter(([field]) => !told.has(field)));
}

/** The number of the first line, counted from 1, at which the kernel answers otherwise; 0: none. */
function differsAt([header, ...lines]: readonly Line[]): number {
  const kernel = new KernelIoasid(header!['scope'] as never);
  let faults: IoasidInput['faults'][number][] = [];
  for (const [index, line] of lines.entries()) {
    if ('inject' in line) {
      faults.push(line['inject'] as IoasidInput['faults'][number]);
      continue;
    }
    const seen = 'state' in line ? kernel.state() : answered(kernel, line, faults);
    const said = 'state' in line ? line['state'] : { ...answerIn(line), metFaults: faults.length };
    if (!isSame(seen, said)) return index + 2;
    faults = [];
  }
  return 0;
}

function answered(kernel: KernelIoasid, line: Line, faults: IoasidInput['faults']) {
  // What a custom allocator answered is an input: it is no part of this kernel.
  const allocated = (line['callback'] as { readonly id?: number } | undefined)?.id;
  const input = { faults, ...(allocated === undefined ? {} : { allocated }) };
  const answer = kernel.call(line as unknown as IoasidCall, input);
  return { ...answer, metFaults: kernel.metFaults };
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(isNotBuilt('linux-6.1-ioasid'))('the allocator of Linux 6.1', () => {
  test.each(files)('answers as recorded: %s', (file) => {
    expect(differsAt(linesOf(file))).toBe(0);
  });

  test('every answer of a recording, altered alone, is told from the kernel’s', () => {
    const lines = linesOf('01-first-steps.ndjson');
    let altered = 0;
    for (const [index, line] of lines.entries()) {
      if (!('call' in line)) continue;
      for (const [field, value] of Object.entries(answerIn(line))) {
        if (typeof value !== 'number') continue;
        const other = { ...line, [field]: value === 0 ? -2 : 0 };
        expect(differsAt(lines.with(index, other)), JSON.stringify(other)).toBe(index + 1);
        altered += 1;
      }
    }
    expect(altered).toBe(102);
  });
});
