/**
 * Is a log of a running kernel, in which calls and fields are missing, explained where the model can
 * explain it, and refused at the line where it cannot? Logs are made of a recording by leaving out what
 * a kernel does not print, and the text of ftrace is a sample in the documented formats. Altered copies
 * must be refused at the altered line. Failures that only what is missing would show go unnoticed here.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatVerdict, type TraceVerdict, validateTrace } from '#harness';
import { tempFiles } from './temp-files.js';

const temp = tempFiles();
const SAMPLE = 'properties/samples/idxd.ftrace';
const RECORDING = 'harness/kernel-traces/fixtures/iommu/01-first-steps.ndjson';
const sample = readFileSync(SAMPLE, 'utf8').trimEnd().split('\n');
const recording = readFileSync(RECORDING, 'utf8').trimEnd().split('\n');

type Json = Record<string, unknown>;

function judged(lines: readonly string[], name?: string): Promise<TraceVerdict> {
  return validateTrace(temp.write(`${lines.join('\n')}\n`, name));
}

/** The sample with one line altered. */
function altered(line: number, from: string, to: string): readonly string[] {
  const text = sample[line - 1]!;
  expect(text).toContain(from);
  return sample.with(line - 1, text.replace(from, to));
}

/** A log of the recording: without the lines of some calls, and without some fields of the others. */
function logOf(lacking: {
  calls?: readonly string[];
  fields?: readonly string[];
  between?: number;
}) {
  const { calls = [], fields = [], between = 1 } = lacking;
  const { family, kernel, scope } = JSON.parse(recording[0]!) as Json;
  const unobserved = { calls: [...calls, 'mm_pasid_drop'], between };
  const header = { trace: 'pasid-kernel-log', version: 1, family, kernel, scope, unobserved };
  const rest = recording.slice(1).map((line) => JSON.parse(line) as Json);
  const left = rest
    .filter((line) => !('inject' in line) && !calls.includes(String(line['call'])))
    .map(({ n: _, ...line }) => {
      for (const field of fields) if (!('state' in line)) Reflect.deleteProperty(line, field);
      return line;
    });
  return { header, left, lines: [header, ...left].map((line) => JSON.stringify(line)) };
}

describe('the text of ftrace', () => {
  test('is accepted as the kernel prints it', async () => {
    expect(await validateTrace(SAMPLE)).toMatchObject({
      kind: 'accepted',
      sides: ['model'],
      calls: 27,
    });
  });

  test.each([
    [17, 'pasid 2', 'pasid 5', 'an id that was not given to the address space'],
    [19, '1f4f80', '1f4e40', 'the handle of another bond'],
    [20, 'pasid=3', 'pasid=2', 'an id that is in use'],
    [24, 'ret=-16', 'ret=0', 'a slot that is occupied'],
    [28, 'e7:02.0', 'e7:02.1', 'a device that was not told'],
    [31, '1f4e40', '1f4444', 'a handle that is none'],
    [33, 'did 7', 'did 8', 'a domain that was not there'],
    [35, 'a2c000', 'a2d800', 'an address space that is still bound'],
    [44, 'pasid=3', 'pasid=1', 'an id that was freed and given again'],
  ])('is refused at line %i with %s for %s: %s', async (line, from, to) => {
    expect(await judged(altered(line, from, to))).toMatchObject({ kind: 'rejected', line });
  });

  test('is refused with how far it was explained, and what stands in the way', async () => {
    const occupied = await judged(altered(24, 'ret=-16', 'ret=0'));
    expect(formatVerdict(occupied)).toMatch(
      /:24: rejected .*\n {2}ret: model allows -16 \(EBUSY\), record says 0 .*\n {2}explained up to line 22: one candidate state\n {2}refused: EBUSY, as the slot is occupied: .*\n {2}enabled there: exit, iommu_alloc_global_pasid, /,
    );
    const bound = await judged(altered(35, 'a2c000', 'a2d800'));
    expect(formatVerdict(bound)).toMatch(
      /refused: hff1100010b1f4f80 still binds mff11000104a2d800/,
    );
  });

  test('of the IOMMU driver alone is explained by calls that nobody saw', async () => {
    const tags = sample.filter((line, i) => i === 0 || line.includes('cache_tag'));
    const header = tags[0]!.replace(
      /"unobserved":.*$/,
      '"unobserved":{"calls":["iommu_attach_device_pasid","iommu_sva_bind_device","iommu_detach_device_pasid"],"between":1}}',
    );
    const log = [header, ...tags.slice(1)];
    // The second member of a group refused, and the first one was told for a moment that nothing shows.
    const settled = log.filter((line, i) => i === 0 || !line.includes('0000:e7'));
    expect(await judged(settled)).toMatchObject({ kind: 'accepted', calls: 12 });
    const twice = settled.with(3, settled[1]!);
    expect(await judged(twice)).toMatchObject({ kind: 'rejected', line: 4 });
  });

  test.each([
    ['its header', sample.slice(1), /:1: expected '# \{"trace":"pasid-kernel-log", …\}'/],
    ['any line before it', sample.slice(13), /:1: expected '# \{"trace":"pasid-kernel-log", …\}'/],
    ['what an event printed', sample.with(19, 'rubbish'), /:20: expected an event of ftrace/],
    [
      'lost events',
      sample.with(14, 'CPU:1 [LOST 12 EVENTS]'),
      /:15: expected a log without lost events, saw CPU:1 \[LOST 12 EVENTS\]\. Next: head -n 14 /,
    ],
  ])('cannot be judged without %s', async (_, lines, expected) => {
    await expect(judged(lines, 'log.ftrace')).rejects.toThrow(expected);
  });
});

describe('a log', () => {
  test.each([
    ['failures', {}],
    ['the ids of bonds', { fields: ['pasid'].slice(1) }],
    ['who is dropped, and warnings', { fields: ['dropped', 'warn'] }],
    ['when address spaces begin', { calls: ['mm_init', 'fork'] }],
    ['look-ups', { calls: ['iommu_attach_handle_get', 'iommu_sva_get_pasid'] }],
    ['allocations', { calls: ['iommu_alloc_global_pasid'], between: 2 }],
    ['detaches', { calls: ['iommu_detach_device_pasid'], between: 2 }],
  ])('without %s is explained', async (_, lacking) => {
    const verdict = await judged(logOf(lacking).lines);
    expect(verdict.kind === 'accepted' ? 'accepted' : formatVerdict(verdict)).toBe('accepted');
  });

  test('is refused where an answer is altered that nothing unseen explains', async () => {
    const { header, left } = logOf({ calls: ['iommu_detach_device_pasid'] });
    const at = left.findIndex(({ call, ret }) => call === 'iommu_sva_bind_device' && ret === 0);
    const spoiled = left.with(at, { ...left[at]!, pasid: 2 });
    const lines = [header, ...spoiled].map((line) => JSON.stringify(line));
    expect(await judged(lines)).toMatchObject({ kind: 'rejected', line: at + 2 });
  });

  test('with more missing than can be followed says so, and what to log', async () => {
    const calls = ['iommu_sva_bind_device', 'iommu_attach_device_pasid', 'fork', 'exit'];
    const more = [...calls, 'iommu_device_claim_dma_owner', 'iommu_group_claim_dma_owner'];
    await expect(judged(logOf({ calls: more, between: 8 }).lines)).rejects.toThrow(
      /expected at most 2000 states that explain the lines up to here, saw more\. Next: log one of /,
    );
  });

  test('is read as a stream: a long one leaves as few states behind as a short one', async () => {
    const cycle = [...sample.slice(13, 16), ...sample.slice(31, 35)];
    const lines = [sample[0]!, ...Array.from({ length: 60 }, () => cycle).flat()];
    expect(await judged(lines)).toMatchObject({ kind: 'accepted', calls: 420, lines: 421 });
  });
});
