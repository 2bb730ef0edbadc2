/**
 * Do the files of the misc controller read and print as the kernel's do? Answered by tables of
 * corner cases, worked out from kernel/cgroup/misc.c and lib/kstrtox.c of 6.12. What the tables do
 * not list goes unnoticed here; the recorded traces in trace.test.ts hold some more.
 */
import { describe, expect, test } from 'vitest';
import { UNLIMITED } from '#contract';
import { kstrtou64, type MiscRow, miscFileText, parseMaxWrite, U64_MAX } from '#harness';

describe('kstrtou64 reads a number as the kernel does', () => {
  test.each<[text: string, answer: bigint | 'EINVAL' | 'ERANGE']>([
    ['0', 0n],
    ['5', 5n],
    ['+5', 5n],
    ['0x1F', 31n],
    ['0Xff', 255n],
    ['+0x10', 16n],
    ['017', 15n],
    ['00000000000000000000000000007', 7n],
    ['5\n', 5n],
    ['18446744073709551615', U64_MAX],
    ['0xffffffffffffffff', U64_MAX],
    ['01777777777777777777777', U64_MAX],
    ['', 'EINVAL'],
    ['\n', 'EINVAL'],
    ['+', 'EINVAL'],
    ['++5', 'EINVAL'],
    ['-1', 'EINVAL'],
    [' 5', 'EINVAL'],
    ['5 ', 'EINVAL'],
    ['5\n\n', 'EINVAL'],
    ['5x', 'EINVAL'],
    ['0x', 'EINVAL'],
    ['0xg', 'EINVAL'],
    ['08', 'EINVAL'],
    ['1e3', 'EINVAL'],
    ['1_000', 'EINVAL'],
    ['0b1', 'EINVAL'],
    ['18446744073709551616', 'ERANGE'],
    ['0x10000000000000000', 'ERANGE'],
    ['02000000000000000000000', 'ERANGE'],
    ['99999999999999999999999', 'ERANGE'],
    // All digits are read first, so the overflow is found before the garbage behind it.
    ['99999999999999999999999x', 'ERANGE'],
    ['9'.repeat(100_000), 'ERANGE'],
  ])('%j', (text, answer) => {
    expect(kstrtou64(text)).toBe(answer);
  });
});

describe('a write to misc.max names one resource, one space and a limit', () => {
  const resources = ['sev', 'sev_es'];
  const refused = (errno: 'EINVAL' | 'ERANGE') => ({ kind: 'refused', errno });
  const limit = (resource: number, max: bigint) => ({ kind: 'limit', resource, max });

  test.each([
    ['sev 5', limit(0, 5n)],
    [' \t\r\n\v\fsev_es 0x4\n\n ', limit(1, 4n)],
    ['sev max', limit(0, U64_MAX)],
    ['sev 5\0 and more', limit(0, 5n)],
    ['', refused('EINVAL')],
    ['\n', refused('EINVAL')],
    ['sev', refused('EINVAL')],
    ['sev ', refused('EINVAL')],
    ['max', refused('EINVAL')],
    ['sev  5', refused('EINVAL')],
    ['sev\t5', refused('EINVAL')],
    ['sev max max', refused('EINVAL')],
    ['sev MAX', refused('EINVAL')],
    ['Sev 5', refused('EINVAL')],
    ['sev 5\u00a0', refused('EINVAL')],
    // The name is looked up before the number is read.
    ['pasid 99999999999999999999999', refused('EINVAL')],
    ['sev 99999999999999999999999', refused('ERANGE')],
  ])('%j', (text, answer) => {
    expect(parseMaxWrite(text, resources)).toEqual(answer);
  });

  test('a long run of white space costs no more than its length', () => {
    const spaces = ' '.repeat(1_000_000);
    expect(parseMaxWrite(`sev${spaces}5`, resources)).toEqual(refused('EINVAL'));
  });
});

describe('a file shows one line per resource', () => {
  const zero = { max: UNLIMITED, current: 0, peak: 0, events: 0, eventsLocal: 0 };
  const on: MiscRow = { name: 'sev', capacity: 6, ...zero };
  const off: MiscRow = { name: 'sev_es', capacity: 0, ...zero };
  const used = { max: 3, current: 1, peak: 2, events: 4, eventsLocal: 5 };

  test.each([
    ['misc.max', 'sev max\n', ''],
    ['misc.current', 'sev 0\n', 'sev_es 1\n'],
    ['misc.peak', 'sev 0\n', 'sev_es 2\n'],
    ['misc.capacity', 'sev 6\n', ''],
    ['misc.events', 'sev.max 0\n', 'sev_es.max 4\n'],
    ['misc.events.local', 'sev.max 0\n', 'sev_es.max 5\n'],
  ] as const)('%s leaves out a resource that is off, unless it counts something', (file, a, b) => {
    expect(miscFileText(file, [on, off])).toBe(a);
    expect(miscFileText(file, [on, { ...off, ...used }])).toBe(a + b);
  });

  test('a usage below 0 is printed as 64 unsigned bits', () => {
    expect(miscFileText('misc.current', [{ ...on, current: -2 }])).toBe(
      'sev 18446744073709551614\n',
    );
  });

  test('a capacity of U64_MAX is printed as a number, a limit of U64_MAX as max', () => {
    const row = { ...on, capacity: UNLIMITED };
    expect(miscFileText('misc.capacity', [row])).toBe('sev 18446744073709551615\n');
    expect(miscFileText('misc.max', [row])).toBe('sev max\n');
  });
});
