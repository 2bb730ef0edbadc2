/**
 * Does the reader of the family `ioasid` accept what the kernel answered, and nothing else? Answered
 * with a recording in which each answer is altered in turn, with models that lie, and with lines that
 * cannot be read or cannot stand where they are. What custom allocators answer is an input here, so
 * an alteration of that alone may go unnoticed.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bothSides, formatVerdict, type IoasidSide, validateTrace } from '#harness';
import type { IoasidOutcome } from '#model';
import { messageAbout, ndjson } from './small-trace.js';
import { tempFiles } from './temp-files.js';

const fixtures = new URL('../harness/kernel-traces/fixtures/', import.meta.url).pathname;
const sloppy = `${fixtures}ioasid/08-sloppy-custom-small.ndjson`;
const corrupt = `${fixtures}corrupt/08-ioasid-success-when-exhausted.ndjson`;
const temp = tempFiles();

const header = {
  trace: 'pasid-kernel-trace',
  version: 1,
  family: 'ioasid',
  kernel: '6.1.192',
  code: 'drivers/iommu/ioasid.c',
  seed: 1,
  sloppy: false,
  scope: {
    size: 'small',
    sets: ['s0'],
    allocators: [
      { ops: 'c0', family: 0 },
      { ops: 'c1', family: 0 },
    ],
    highestMax: 2,
  },
};
const register = (n: number, ops: string, rest: object = { ret: 0 }) => ({
  n,
  call: 'ioasid_register_allocator',
  ops,
  family: 0,
  ...rest,
});
const unregister = (n: number, ops: string) => ({
  n,
  call: 'ioasid_unregister_allocator',
  ops,
  family: 0,
});

test('a rejection names the call, the model and the record, and no implementation', async () => {
  expect(formatVerdict(await validateTrace(corrupt))).toBe(
    `${corrupt}:29: rejected at n 26: ioasid_alloc set="s1" min=1 max=1 data="x2"\n` +
      '  id: model allows 4294967295, record says 1 (disagrees: model)\n' +
      '  pr: model allows err, record says nothing (disagrees: model)',
  );
});

test('each answer of a recording, altered alone, is rejected or unreadable at its line', async () => {
  // Up to the snapshot in line 111: allocators come, go, fail, and leave ids behind.
  const lines = linesOf(sloppy).slice(0, 111);
  const count = { rejected: 0, unreadable: 0 };
  for (const [index, line] of lines.entries()) {
    for (const other of index === 0 ? [] : alterations(JSON.parse(line))) {
      const altered = JSON.stringify(other);
      const file = temp.write(`${lines.with(index, altered).join('\n')}\n`);
      const [kind, at] = await validateTrace(file).then(
        (verdict) => [verdict.kind, verdict.kind === 'rejected' ? verdict.line : undefined],
        ({ message }: Error) => ['unreadable', Number(/:(\d+): /.exec(message)?.[1])],
      );
      expect(at, altered).toBe(index + 1);
      count[kind as keyof typeof count] += 1;
    }
  }
  expect(count).toEqual({ rejected: 460, unreadable: 103 });
});

describe('a model that lies is found', () => {
  type Lie = (honest: IoasidSide) => Partial<IoasidSide>;
  const outcome = (change: (outcome: IoasidOutcome) => object): Lie => {
    return (side) => ({
      call(...args) {
        const honest = side.call(...args);
        return { ...honest, ...change(honest) } as IoasidOutcome;
      },
    });
  };
  const lies: Readonly<Record<string, Lie>> = {
    'never warns': outcome(() => ({ warned: false })),
    'logs nothing': outcome(() => ({ log: undefined })),
    'asks no callback': outcome(() => ({ asked: undefined })),
    'keeps what it cannot store': outcome(() => ({ handedBack: undefined })),
    'never refuses': outcome(({ kind }) => (kind === 'refused' ? { kind: 'done' } : {})),
    'finds nothing': outcome(({ kind }) => (kind === 'found' ? { kind: 'null' } : {})),
    'meets no fault': (side) => ({
      call: (action, input) => side.call(action, { ...input, faults: [] }),
    }),
    'knows no custom allocator': (side) => ({
      state: () => ({ ...side.state(), families: [] }),
    }),
    'has given out nothing': (side) => ({ state: () => ({ ...side.state(), byDefault: {} }) }),
  };

  test.each(Object.keys(lies))('%s', async (lie) => {
    const { model } = bothSides;
    const lying = {
      ...model,
      ioasid(...args: Parameters<typeof model.ioasid>) {
        const side = model.ioasid(...args);
        return { ...side, ...lies[lie]!(side) };
      },
    };
    const verdict = await validateTrace(sloppy, undefined, { ...bothSides, model: lying });
    expect(verdict.kind).toBe('rejected');
  });
});

describe('a fault that the model does not run into is told', () => {
  test.each([
    ['another place', { n: 2, inject: 'xa_alloc', errno: -12 }, 'xa_alloc'],
    ['another allocator', { n: 2, inject: 'allocator_callback', ops: 'c1' }, 'allocator_callback'],
  ])('%s', async (_name, fault, place) => {
    const callback = { ops: 'c0', id: 4294967295 };
    const alloc = { call: 'ioasid_alloc', set: null, min: 1, max: 2, data: null };
    const call = { n: 3, ...alloc, callback, id: 4294967295, pr: 'err' };
    const file = temp.write(ndjson(header, register(1, 'c0'), fault, call));
    expect(formatVerdict(await validateTrace(file))).toContain(
      `${file}:4: rejected at n 3: ioasid_alloc set=null min=1 max=2 data=null`,
    );
    expect(formatVerdict(await validateTrace(file))).toContain(
      `\n  the model does not run into the recorded fault at ${place}`,
    );
  });
});

describe('a line that cannot be read, or cannot stand there, is told', () => {
  const spoiled = (...records: readonly unknown[]) => messageAbout(temp.write(ndjson(...records)));
  const told = (line: number, message: string): string =>
    `FILE:${line}: expected ${message}. Next: sed -n '${line}p' FILE | cut -c1-300`;
  const { scope } = header;

  test.each([
    [
      'call',
      { n: 1, call: 'ioasid_get', id: 1 },
      "field 'call' to be one of ioasid_alloc, ioasid_free, ioasid_find, ioasid_set_data, " +
        'ioasid_register_allocator, ioasid_unregister_allocator, saw "ioasid_get"',
    ],
    [
      'family of an allocator',
      { ...register(1, 'c1'), family: 1 },
      "field 'family' to be 0, that of c1, saw 1",
    ],
    ['allocator', register(1, 'c9'), `field 'ops' to be one of c0, c1, saw "c9"`],
    [
      'id',
      { n: 1, call: 'ioasid_free', id: 2 ** 32 },
      "field 'id' to be a whole number from 0 to 4294967295, saw 4294967296",
    ],
    [
      'fault',
      { n: 1, inject: 'xa_insert', errno: -12 },
      `field 'inject' to be one of kzalloc, xa_alloc, allocator_callback, saw "xa_insert"`,
    ],
    [
      'log',
      { ...unregister(1, 'c0'), pr: 'info!' },
      `field 'pr' to be one of err, warn, info, saw "info!"`,
    ],
  ])('%s', async (_name, line, message) => {
    expect(await spoiled(header, line)).toBe(told(2, message));
  });

  test('a name that the header has twice', async () => {
    const twice = { ...scope, sets: ['s0', 's0'] };
    expect(await spoiled({ ...header, scope: twice })).toBe(
      told(1, `field 'scope.sets.1' to be a new name, saw "s0"`),
    );
  });

  test('a call that the kernel does not survive', async () => {
    const again = register(2, 'c0', { ret: -17, pr: 'err' });
    const calls = [register(1, 'c0'), again, register(3, 'c1'), unregister(4, 'c0')];
    expect(await spoiled(header, ...calls)).toBe(
      told(
        5,
        'a call that the kernel survives, saw ioasid_unregister_allocator, which would follow a list entry that leads to freed memory',
      ),
    );
  });
});

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}

type Json = Record<string, unknown>;

/** The same line with one of its answers changed, in all ways. */
function alterations(line: Json): Json[] {
  if ('inject' in line) return [];
  if ('state' in line) return changed(line['state'] as Json).map((state) => ({ ...line, state }));
  const { warn: _warn, pr: _pr, callback, ...rest } = line;
  const answers = line['call'] === 'ioasid_alloc' ? ['id'] : ['ret'];
  if (line['call'] === 'ioasid_find' && line['ret'] === 0) answers.push('data');
  return [
    'warn' in line ? without(line, 'warn') : { ...line, warn: true },
    'pr' in line ? without(line, 'pr') : { ...line, pr: 'info' },
    { ...line, pr: line['pr'] === 'warn' ? 'err' : 'warn' },
    ...(callback === undefined ? [] : [without(line, 'callback')]),
    ...(callback === undefined ? [] : [{ ...line, callback: { ...callback, ops: 'c1' } }]),
    ...answers
      .filter((name) => name in rest)
      .map((name) => ({ ...line, [name]: other(line[name]) })),
  ];
}

/** A snapshot with one leaf changed or one field left out, in all ways. */
function changed(value: Json): Json[] {
  return Object.entries(value).flatMap(([key, inner]) => [
    without(value, key),
    ...(typeof inner === 'object' && inner !== null
      ? changed(inner as Json).map((next) => ({
          ...value,
          [key]: Array.isArray(inner) ? Object.values(next) : next,
        }))
      : [{ ...value, [key]: other(inner) }]),
  ]);
}

const without = (value: Json, field: string): Json =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== field));

function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (value === 4294967295) return 0;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' ? `${value}x` : 'x0';
}
