/**
 * Does the reader accept what the kernel answered, and nothing else? Answered with recordings of
 * real kernel code, with every answer in one of them altered in turn, and with sides that lie (for
 * the family `ioasid` in trace-ioasid.test.ts). An alteration of arguments that happens to lead to the
 * same answers goes unnoticed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  bothSides,
  formatVerdict,
  type IommuSide,
  type LedgerSide,
  type Side,
  validateTrace,
} from '#harness';
import { tempFiles } from './temp-files.js';

const fixtures = new URL('../harness/kernel-traces/fixtures/', import.meta.url).pathname;
const families = ['misc-cgroup', 'iommu'] as const;
const BOTH = ['model', 'implementation'];
// Of the allocator that 6.4 removed there is no implementation.
const sidesOf = { 'misc-cgroup': BOTH, iommu: BOTH, ioasid: ['model'] };
const corrupt = `${fixtures}corrupt/`;
const sloppy = {
  'misc-cgroup': `${fixtures}misc-cgroup/08-sloppy-medium.ndjson`,
  iommu: `${fixtures}iommu/22-sloppy-small.ndjson`,
};
const expected = JSON.parse(readFileSync(`${corrupt}EXPECT.json`, 'utf8')) as Record<
  string,
  { readonly line: number; readonly n: number }
>;
const temp = tempFiles();
const PASID_INVALID = 4_294_967_295;

describe('what the kernel answered is accepted', () => {
  const recordings = ([...families, 'ioasid'] as const).flatMap((family) =>
    readdirSync(fixtures + family).map((name) => [family, name] as const),
  );

  test.each(recordings)('%s/%s', async (family, name) => {
    const file = `${fixtures}${family}/${name}`;
    const lines = linesOf(file);
    const count = (field: string) => lines.filter((line) => line.includes(`"${field}":`)).length;
    expect(await validateTrace(file)).toEqual({
      kind: 'accepted',
      file,
      family,
      sides: sidesOf[family],
      calls: count('call'),
      snapshots: count('state'),
      lines: lines.length,
    });
    expect(1 + count('call') + count('inject') + count('state')).toBe(lines.length);
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

  test('an unmet fault and a snapshot are told by their names', async () => {
    const [header, ...events] = linesOf(`${fixtures}iommu/01-first-steps.ndjson`);
    const stray = '{"n":1,"inject":"xa_insert","errno":-12}';
    const moved = events.map((line) => {
      const { n, ...rest } = JSON.parse(line) as { readonly n: number };
      return JSON.stringify({ n: n + 1, ...rest });
    });
    const file = temp.write(`${[header, stray, ...moved].join('\n')}\n`);
    expect(formatVerdict(await validateTrace(file))).toBe(
      `${file}:3: rejected at n 2: mm_init mm="m0"\n` +
        '  the model and the implementation do not run into the recorded fault at xa_insert',
    );

    const left = `${corrupt}01-iommu-snapshot-slot-left-after-failed-attach.ndjson`;
    expect(formatVerdict(await validateTrace(left))).toBe(
      `${left}:244: rejected at n 221: snapshot\n` +
        '  groups.g0.slots.5: model allows nothing, implementation answers nothing, ' +
        'record says D1 a42 (disagrees: model and implementation)',
    );
  });

  const first = { 'misc-cgroup': 592, iommu: 439 };
  test.each(families)('each answer of a recording of %s, altered alone', async (family) => {
    const lines = linesOf(`${fixtures}${family}/01-first-steps.ndjson`);
    let altered = 0;
    for (const [index, line] of lines.entries()) {
      for (const other of index === 0 ? [] : alterations(JSON.parse(line))) {
        const file = temp.write(`${lines.with(index, JSON.stringify(other)).join('\n')}\n`);
        const verdict = await validateTrace(file);
        expect(verdict, JSON.stringify(other)).toMatchObject({ kind: 'rejected', line: index + 1 });
        altered += 1;
      }
    }
    expect(altered).toBe(first[family]);
  });
});

describe('a side that lies is named', () => {
  const ledgerLies: Record<string, (honest: LedgerSide) => Partial<LedgerSide>> = {
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
  const iommuLies: Record<string, (honest: IommuSide) => Partial<IommuSide>> = {
    'never warns': (side) => ({ call: (...args) => ({ ...side.call(...args), warn: false }) }),
    'never refuses': (side) => ({ call: (...args) => ({ ...side.call(...args), ret: 0 }) }),
    'meets no fault': (side) => ({ call: (call) => side.call(call, []) }),
    'knows no state': () => ({ state: () => new Map() }),
  };
  const lying: Record<string, (honest: Side, lie: string) => Side> = {
    'misc-cgroup': (honest, lie) => ({
      ...honest,
      ledger(...args) {
        const side = honest.ledger(...args);
        return { ...side, ...ledgerLies[lie]!(side) };
      },
    }),
    iommu: (honest, lie) => ({
      ...honest,
      iommu(...args) {
        const side = honest.iommu(...args);
        return { ...side, ...iommuLies[lie]!(side) };
      },
    }),
  };
  const cases = (['model', 'implementation'] as const).flatMap((name) => [
    ...Object.keys(ledgerLies).map((lie) => ['misc-cgroup', name, lie] as const),
    ...Object.keys(iommuLies).map((lie) => ['iommu', name, lie] as const),
  ]);

  test.each(cases)('%s: the %s %s', async (family, name, lie) => {
    const sides = { ...bothSides, [name]: lying[family]!(bothSides[name], lie) };
    const verdict = await validateTrace(sloppy[family], undefined, sides);
    expect(verdict.kind).toBe('rejected');
    const found = verdict.kind === 'rejected' ? verdict.differences : [];
    expect(new Set(found.flatMap(({ disagree }) => disagree))).toEqual(new Set([name]));
  });
});

test('an implementation that throws is rejected where it threw', async () => {
  const { implementation } = bothSides;
  const broken: Side = {
    ...implementation,
    iommu: (...args) => ({
      ...implementation.iommu(...args),
      call: () => {
        throw new Error('out of order');
      },
    }),
  };
  const verdict = await validateTrace(sloppy['iommu'], undefined, {
    ...bothSides,
    implementation: broken,
  });
  expect(verdict).toMatchObject({
    kind: 'rejected',
    line: 2,
    differences: [{ field: 'exception', implementation: 'threw Error: out of order' }],
  });
});

test('progress is told in bytes of the whole', async () => {
  const [header, ...events] = linesOf(sloppy['misc-cgroup']);
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
  if ('inject' in record) return [];
  if ('state' in record) {
    const states = [...alteredLeaves(record['state']), ...shortened(record['state'])];
    return states.map((state) => ({ ...record, state }));
  }
  const { warn: _warn, ...rest } = record;
  const { ret, call } = record;
  return [
    'warn' in record ? rest : { ...record, warn: true },
    ...(ret !== 0 && call === 'iommu_sva_bind_device' ? [{ ...record, handle: 'h1' }] : []),
    ...answersOf(record).map((field) => ({ ...record, [field]: alteredLeaf(record[field]) })),
  ];
}

/** The fields of a call that are answers; some are arguments of other calls. */
function answersOf(record: Record<string, unknown>): string[] {
  const call = String(record['call']);
  const answers = ['ret', 'usage', 'dropped'];
  if (call === 'read') answers.push('text');
  if (/bind_device$|get_pasid$|alloc_global_pasid$/.test(call)) answers.push('pasid');
  if (/sva_bind_device$|handle_get$/.test(call)) answers.push('handle');
  return answers.filter((field) => field in record);
}

function alteredLeaves(value: unknown, field?: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [alteredLeaf(value, field)];
  return Object.entries(value).flatMap(([key, inner]) =>
    alteredLeaves(inner, key).map((other) => replaced(value, key, other)),
  );
}

/** Tables of a snapshot whose keys come and go. */
const TABLES = /^(pool|slots|domains|mms|handles|d\d+)$/;

/** The same snapshot with one entry of one table left out, in all ways. */
function shortened(value: unknown, field = ''): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...shortened(inner, key).map((other) => replaced(value, key, other)),
    ...(TABLES.test(field) ? [without(value, key)] : []),
  ]);
}

function replaced(value: object, key: string, other: unknown): unknown {
  return Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
}

function without(value: object, key: string): unknown {
  return Array.isArray(value)
    ? value.toSpliced(Number(key), 1)
    : Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
}

function alteredLeaf(value: unknown, field?: string): unknown {
  if (value === 'max' || (value === null && field === 'pasid')) return 1;
  if (typeof value === 'boolean') return !value;
  if (value === PASID_INVALID) return 0;
  return typeof value === 'number' ? value + 1 : `${String(value)}x`;
}
