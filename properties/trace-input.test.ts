/**
 * Is a file that is no whole trace told apart from a wrong answer, in one line that says what to
 * do? Answered with one small file for each way to be malformed; the lines of calls and snapshots
 * are in trace-lines.test.ts. A file malformed in two ways is only told the first.
 */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { validateTrace } from '#harness';
import { capacity, charge, header, messageAbout, ndjson, row, snapshot } from './small-trace.js';
import { tempFiles } from './temp-files.js';

const temp = tempFiles();
const spoiled = (content: string | Uint8Array) => messageAbout(temp.write(content));
const MIB = 1024 * 1024;

test('the trace that the cases below spoil is accepted', async () => {
  const file = temp.write(ndjson(header, capacity, charge, snapshot));
  expect(await validateTrace(file)).toMatchObject({ kind: 'accepted', calls: 2, snapshots: 1 });
});

test('a last line without its newline is a line', async () => {
  const file = temp.write(ndjson(header, capacity, charge, snapshot).trimEnd());
  expect(await validateTrace(file)).toMatchObject({ kind: 'accepted', lines: 4 });
});

test('a line is read whole wherever the chunks of the file end', async () => {
  const filler = {
    n: 1,
    call: 'write',
    cg: 'c1',
    file: 'misc.max',
    text: 'é'.repeat(1e5),
    ret: -22,
  };
  const calls = Array.from({ length: 20 }, (_, index) => ({ ...filler, n: index + 1 }));
  const off = { ...row, usage: 0, peak: 0 };
  const state = { capacity: { sev: 0 }, cgroups: { root: { sev: off }, c1: { sev: off } } };
  const file = temp.write(ndjson(header, ...calls, { n: 20, state }));
  expect(await validateTrace(file)).toMatchObject({ kind: 'accepted', calls: 20 });
});

describe('a file that is no text is told', () => {
  test('missing', async () => {
    const file = join(temp.folder, 'absent.ndjson');
    expect(await messageAbout(file)).toBe(
      `FILE: expected a readable trace file, saw no such file. Next: ls -l FILE`,
    );
  });

  test('a directory', async () => {
    const folder = join(temp.folder, 'a folder');
    mkdirSync(folder);
    expect(await messageAbout(folder)).toBe(
      `FILE: expected a readable trace file, saw a directory. ` +
        `Next: npx pasid-verify trace 'FILE'/*.ndjson`,
    );
  });

  test('unreadable', async () => {
    const loop = join(temp.folder, 'loop');
    symlinkSync(loop, loop);
    expect(await messageAbout(loop)).toBe(
      `FILE: expected a readable trace file, saw ELOOP when opening it. Next: ls -l FILE`,
    );
  });

  test('empty', async () => {
    expect(await spoiled('')).toBe(
      'FILE: expected a trace: a header line, calls, a snapshot at the end, saw an empty file. ' +
        'Next: ls -l FILE',
    );
  });

  test.each([
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0)],
    ['UTF-16', Buffer.from('\ufeff{"trace":1}\n', 'utf16le')],
  ])('binary: %s', async (_name, content) => {
    expect(await spoiled(content)).toBe(
      'FILE:1: expected UTF-8 text, saw bytes that are not UTF-8 (a binary or compressed file?). ' +
        'Next: file FILE',
    );
  });

  test('with a byte order mark', async () => {
    expect(await spoiled(`\ufeff${ndjson(header)}`)).toBe(
      "FILE:1: expected '{' as the first byte, saw a UTF-8 byte order mark. " +
        'Next: tail -c +4 FILE > without-mark.ndjson',
    );
  });

  test('with a line without end', async () => {
    expect(await spoiled(ndjson(header) + 'a'.repeat(3 * MIB))).toBe(
      "FILE:2: expected a line of at most 1048576 bytes, saw a longer one. Next: sed -n '2p' FILE | head -c 300",
    );
  });
});

describe('a line that is no JSON object is told', () => {
  test.each([
    ['no JSON', 'not json', '2: expected one JSON object per line, saw not json.'],
    ['empty', '', '2: expected one JSON object per line, saw an empty line.'],
    ['a list', '[1]', '2: expected one JSON object per line, saw [1].'],
    ['null', 'null', '2: expected one JSON object per line, saw null.'],
    ['control characters', '\u001b[31m', '2: expected one JSON object per line, saw \\u001b[31m.'],
  ])('%s', async (_name, line, message) => {
    const file = `${ndjson(header)}${line}\n${ndjson(capacity)}`;
    expect(await spoiled(file)).toBe(`FILE:${message} Next: sed -n '2p' FILE | cut -c1-300`);
  });

  test('nested beyond all measure', async () => {
    const deep = `{"n":1,"call":${'['.repeat(400_000)}${']'.repeat(400_000)}}\n`;
    expect(await spoiled(ndjson(header) + deep)).toContain(
      'saw a value nested too deeply to show.',
    );
  });

  test('cut off in the last line', async () => {
    expect(await spoiled(ndjson(header, capacity, charge, snapshot).slice(0, -20))).toMatch(
      /^FILE:4: expected the last line to end with '}' and a newline, saw it cut off: .*\. Next: record or copy the trace again$/,
    );
  });
});

describe('a header that is not one of ours is told', () => {
  const { trace: _trace, ...untitled } = header;
  const { scope } = header;
  const cgroups = (...list: unknown[]) => ({ ...header, scope: { ...scope, cgroups: list } });
  const [root, c1] = scope.cgroups;
  const resources = (...list: unknown[]) => ({ ...header, scope: { ...scope, resources: list } });

  test.each([
    [
      'no header',
      capacity,
      `field 'trace' to be one of pasid-kernel-trace, pasid-kernel-log, saw nothing`,
    ],
    [
      'no title',
      untitled,
      `field 'trace' to be one of pasid-kernel-trace, pasid-kernel-log, saw nothing`,
    ],
    [
      'title',
      { ...header, trace: 'x' },
      `field 'trace' to be one of pasid-kernel-trace, pasid-kernel-log, saw "x"`,
    ],
    ['version', { ...header, version: 2 }, "field 'version' to be 1, saw 2"],
    [
      'family',
      { ...header, family: 'idxd' },
      `field 'family' to be one of misc-cgroup, iommu, ioasid, saw "idxd"`,
    ],
    ['field type', { ...header, sloppy: 'no' }, `field 'sloppy' to be true or false, saw "no"`],
    ['unknown field', { ...header, extra: 1 }, "field 'extra' to be absent, saw 1"],
    ['no scope', { ...header, scope: undefined }, "field 'scope' to be an object, saw nothing"],
    [
      'no resources',
      resources(),
      "field 'scope.resources' to be a list with at least one name, saw []",
    ],
    [
      'resource twice',
      resources('sev', 'sev'),
      `field 'scope.resources' to be a list without repetition, saw ["sev","sev"]`,
    ],
    [
      'resource none',
      resources('none'),
      `field 'scope.resources' to be a list without 'none', which stands for no resource, saw ["none"]`,
    ],
    ['no cgroups', cgroups(), "field 'scope.cgroups' to be a list with at least the root, saw []"],
    [
      'first has a parent',
      cgroups(c1, root),
      `field 'scope.cgroups.0.parent' to be null, for the first is the root, saw "root"`,
    ],
    [
      'parent later',
      cgroups(root, { cg: 'c2', parent: 'c1' }, c1),
      `field 'scope.cgroups.1.parent' to be the name of a cgroup before it, saw "c1"`,
    ],
    [
      'two roots',
      cgroups(root, { cg: 'c1', parent: null }),
      "field 'scope.cgroups.1.parent' to be the name of a cgroup before it, saw null",
    ],
    [
      'cgroup twice',
      cgroups(root, c1, c1),
      `field 'scope.cgroups.2.cg' to be a new name, saw "c1"`,
    ],
  ])('%s', async (_name, line, message) => {
    const file = ndjson(line, capacity, charge, snapshot);
    expect(await spoiled(file)).toBe(
      `FILE:1: expected ${message}. Next: sed -n '1p' FILE | cut -c1-300`,
    );
  });
});

test('a cgroup may have the name of something every object inherits', async () => {
  const scope = { ...header.scope, cgroups: [{ cg: 'constructor', parent: null }] };
  const state = { capacity: { sev: 0 }, cgroups: {} };
  expect(await spoiled(ndjson({ ...header, scope }, { n: 0, state }))).toContain(
    "FILE:2: expected field 'state.cgroups.constructor' to be an object, saw nothing.",
  );
});

describe('a trace without a snapshot at its end is incomplete', () => {
  test('no events', async () => {
    expect(await spoiled(ndjson(header))).toBe(
      'FILE:1: expected a snapshot with n 0 as the last line, saw a header and no events. ' +
        'Next: record or copy the trace again',
    );
  });

  test('calls after the last snapshot', async () => {
    const more = { ...charge, n: 3 };
    expect(await spoiled(ndjson(header, capacity, charge, snapshot, more))).toBe(
      'FILE:5: expected a snapshot with n 3 as the last line, saw the end after call 3. ' +
        'Next: head -n 4 FILE > whole.ndjson',
    );
  });

  test('a wrong answer before the cut is still the verdict', async () => {
    const file = temp.write(ndjson(header, capacity, { ...charge, ret: -16 }));
    expect(await validateTrace(file)).toMatchObject({ kind: 'rejected', line: 3, n: 2 });
  });
});
