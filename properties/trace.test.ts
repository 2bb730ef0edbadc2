/**
 * Does the reader accept what the kernel answered, and nothing else? Answered with recordings of
 * real kernel code, with every answer in one of them altered in turn, and with sides that lie. An
 * alteration of arguments that happens to lead to the same answers goes unnoticed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bothSides, formatVerdict, type LedgerSide, type Sides, validateTrace } from '#harness';
import { tempFiles } from './temp-files.js';

const fixtures = new URL('../harness/kernel-traces/fixtures/', import.meta.url).pathname;
const honest = `${fixtures}misc-cgroup/`;
const corrupt = `${fixtures}corrupt/`;
const sloppy = `${honest}08-sloppy-medium.ndjson`;
const expected = JSON.parse(readFileSync(`${corrupt}EXPECT.json`, 'utf8')) as Record<
  string,
  { readonly line: number; readonly n: number }
>;
const temp = tempFiles();

describe('what the kernel answered is accepted', () => {
  test.each(readdirSync(honest))('%s', async (name) => {
    const lines = linesOf(honest + name);
    const snapshots = lines.filter((line) => line.includes('"state"')).length;
    expect(await validateTrace(honest + name)).toEqual({
      kind: 'accepted',
      file: honest + name,
      family: 'misc-cgroup',
      calls: lines.length - 1 - snapshots,
      snapshots,
      lines: lines.length,
    });
  });
});

describe('what the kernel cannot have answered is rejected at its line', () => {
  test.each(Object.entries(expected))('%s', async (name, { line, n }) => {
    const verdict = await validateTrace(corrupt + name);
    expect(verdict).toMatchObject({ kind: 'rejected', line, n });
  });

  test('the verdict names the call, both sides and the record', async () => {
    const file = `${corrupt}10-misc-cgroup-charge-over-limit.ndjson`;
    expect(formatVerdict(await validateTrace(file))).toBe(
      `${file}:220: rejected at n 200: misc_cg_try_charge res="sev" cg="c6" amount=1\n` +
        '  ret: model allows -16 (EBUSY), implementation answers -16 (EBUSY), ' +
        'record says 0 (disagrees: model and implementation)',
    );
  });

  test('each answer of a recording, altered alone, is rejected at its line', async () => {
    const lines = linesOf(`${honest}01-first-steps.ndjson`);
    let altered = 0;
    for (const [index, line] of lines.entries()) {
      for (const other of index === 0 ? [] : alterations(JSON.parse(line))) {
        const file = temp.write(`${lines.with(index, JSON.stringify(other)).join('\n')}\n`);
        const verdict = await validateTrace(file);
        expect(verdict, JSON.stringify(other)).toMatchObject({ kind: 'rejected', line: index + 1 });
        altered += 1;
      }
    }
    expect(altered).toBe(592);
  });
});

describe('a side that lies is named', () => {
  const lies: Record<string, (honest: LedgerSide) => Partial<LedgerSide>> = {
    'never warns': (side) => ({
      uncharge: (...args) => ({ ...side.uncharge(...args), warned: false }),
    }),
    'never refuses': (side) => ({
      tryCharge: (...args) => ({ ...side.tryCharge(...args), ret: 0 }),
    }),
    'forgets limits': () => ({ setMax: () => ({ ret: 0, warned: false }) }),
    'keeps no peak': (side) => ({
      charge: (...args) => ({ ...side.charge(...args), peak: 0 }),
    }),
  };
  const cases = (['model', 'implementation'] as const).flatMap((name) =>
    Object.keys(lies).map((lie) => [name, lie] as const),
  );

  test.each(cases)('the %s %s', async (name, lie) => {
    const lying: Sides = {
      ...bothSides,
      [name]: (topology: Parameters<Sides['model']>[0]) => {
        const side = bothSides[name](topology);
        return { ...side, ...lies[lie]!(side) };
      },
    };
    const verdict = await validateTrace(sloppy, undefined, lying);
    expect(verdict.kind).toBe('rejected');
    const found = verdict.kind === 'rejected' ? verdict.differences : [];
    expect(new Set(found.flatMap(({ disagree }) => disagree))).toEqual(new Set([name]));
  });
});

test('progress is told in bytes of the whole', async () => {
  const [header, ...events] = linesOf(sloppy);
  const last = events.at(-1)!;
  const file = temp.write(`${[header, ...events, ...Array(9000).fill(last)].join('\n')}\n`);
  const told: unknown[] = [];
  await validateTrace(file, (progress) => told.push(progress));
  const totalBytes = readFileSync(file).length;
  expect(told).toEqual([
    { lines: 10_000, bytes: totalBytes - 981 * (last.length + 1), totalBytes },
  ]);
});

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}

/** The same record with one of its answers changed, in all ways. */
function alterations(record: Record<string, unknown>): unknown[] {
  if ('state' in record) {
    return alteredLeaves(record['state']).map((state) => ({ ...record, state }));
  }
  const { warn: _warn, ...rest } = record;
  const answers = ['ret', 'usage', ...(record['call'] === 'read' ? ['text'] : [])];
  return [
    'warn' in record ? rest : { ...record, warn: true },
    ...answers
      .filter((field) => field in record)
      .map((field) => ({ ...record, [field]: alteredLeaf(record[field]) })),
  ];
}

function alteredLeaves(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [alteredLeaf(value)];
  return Object.entries(value).flatMap(([key, inner]) =>
    alteredLeaves(inner).map((other) => ({ ...value, [key]: other })),
  );
}

function alteredLeaf(value: unknown): unknown {
  if (value === 'max') return 1;
  return typeof value === 'number' ? value + 1 : `${String(value)}x`;
}
