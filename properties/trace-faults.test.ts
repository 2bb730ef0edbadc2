/**
 * Is a recorded failure told apart by what is wrong with it: its line, its place between the lines,
 * or the call that should have run into it? Answered with one spoiled fault for each way.
 */
import { describe, expect, test } from 'vitest';
import { validateTrace } from '#harness';
import { attach, bind, fault, header, snapshot, spawn } from './small-iommu-trace.js';
import { messageAbout, ndjson } from './small-trace.js';
import { tempFiles } from './temp-files.js';

const temp = tempFiles();
const spoiled = (...records: readonly unknown[]) => messageAbout(temp.write(ndjson(...records)));
const told = (line: number, message: string): string =>
  `FILE:${line}: expected ${message}. Next: sed -n '${line}p' FILE | cut -c1-300`;

describe('a fault that cannot be read is told', () => {
  test.each([
    [
      'place',
      { ...fault, inject: 'kzalloc' },
      "field 'inject' to be one of arch_pgtable_dma_compat, kzalloc_iommu_mm_data, " +
        'ida_alloc_range, kzalloc_iommu_sva, xa_insert, set_dev_pasid, domain_alloc_sva, ' +
        'domain_alloc_blocked, domain_alloc_unmanaged, set_group_domain, saw "kzalloc"',
    ],
    [
      'no errno',
      { ...fault, errno: -3 },
      "field 'errno' to be one of -1, -2, -5, -6, -11, -12, -13, -16, -17, -19, -22, -24, -28, -34, -75, -95, -517, " +
        'saw -3',
    ],
    [
      'errno of no memory',
      { n: 3, inject: 'xa_insert', errno: -5 },
      "field 'errno' to be -12, saw -5",
    ],
    ['no target', { ...fault, dev: undefined }, "field 'dev' to be one of d0, d1, d2, saw nothing"],
    ['target of another kind', { ...fault, mm: 'm0' }, `field 'mm' to be absent, saw "m0"`],
    [
      'mm',
      { n: 3, inject: 'arch_pgtable_dma_compat', mm: 'm9', errno: -16 },
      `field 'mm' to be an mm that was made and did not exit, saw "m9"`,
    ],
    ['n again', { ...fault, n: 2 }, "field 'n' to be 3, the next number, saw 2"],
  ])('%s', async (_name, line, message) => {
    expect(await spoiled(header, spawn, bind, line, attach, snapshot)).toBe(told(4, message));
  });

  test('before a snapshot', async () => {
    expect(await spoiled(header, spawn, bind, fault, { ...snapshot, n: 3 })).toBe(
      told(5, 'the call that runs into fault 3, saw a snapshot'),
    );
  });

  test('at the end', async () => {
    expect(await spoiled(header, spawn, bind, fault)).toBe(
      'FILE:4: expected a snapshot with n 3 as the last line, saw the end after fault 3. ' +
        'Next: record or copy the trace again',
    );
  });
});

describe('a fault that the call does not run into is a wrong record, not a malformed one', () => {
  const exhausted = { n: 4, call: 'iommu_alloc_global_pasid', dev: 'd2', pasid: 4_294_967_295 };
  const claim = { n: 4, call: 'iommu_group_claim_dma_owner', group: 'g0', owner: 'o0', ret: -16 };
  const rebind = { ...bind, n: 4, dev: 'd1' };

  test.each([
    ['place', { n: 3, inject: 'domain_alloc_sva', dev: 'd0', errno: -12 }, attach],
    ['device without a PASID', { ...fault, dev: 'd2' }, attach],
    ['empty range', { n: 3, inject: 'ida_alloc_range', errno: -12 }, exhausted],
    ['refused before', { n: 3, inject: 'set_group_domain', group: 'g0', errno: -5 }, claim],
    ['bond that exists', { n: 3, inject: 'kzalloc_iommu_sva', errno: -12 }, rebind],
  ])('%s', async (_name, line, call) => {
    const file = temp.write(ndjson(header, spawn, bind, line, call));
    const place = line.inject;
    expect(await validateTrace(file)).toMatchObject({
      kind: 'rejected',
      line: 5,
      n: 4,
      differences: [{ field: 'fault', model: null, implementation: null, record: place }],
    });
  });
});

test('a key that a record of names would lose is refused, wherever it stands', async () => {
  const state = { ...snapshot.state, handles: JSON.parse('{"constructor":"garbage"}') };
  expect(await spoiled(header, { ...snapshot, n: 0, state })).toBe(
    told(2, 'names other than __proto__, constructor, prototype, saw constructor'),
  );
});
