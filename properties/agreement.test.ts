/**
 * Do the small machines and the kernel code that they are the models of agree at every pair of states of
 * their scopes, with the counts that the book has? Asked of the code itself, compiled by
 * `npm run kernel:build`; where that was not done these tests are skipped, and counted as skipped. The
 * IOMMU core of 6.12 is asked in kernel.test.ts. Unnoticed otherwise: a book that speaks of other code.
 */
import { describe, expect, test } from 'vitest';
import { explore, MachinePair, systemOfPair } from '#checker';
import { compared, readAgreements } from '#cli';
import { isNotBuilt, KERNEL_TARGETS, kernelIoasid } from '#harness';
import { IOASID_SCOPES, ioasid } from '#model';
import { say, silent } from './terminal.js';

const SMALL = KERNEL_TARGETS.filter((target) => target !== 'linux-6.12-iommu');

/** Seconds where nothing else runs; CI runs other tests beside it. */
const SEARCH_MS_MAX = 180_000;

test('every target has at least three scopes in the book', () => {
  const kept = readAgreements();
  expect(kept.map(({ target }) => target)).toEqual(KERNEL_TARGETS);
  for (const { scopes } of kept) expect(scopes.length).toBeGreaterThanOrEqual(3);
});

describe.each(SMALL)('%s and its model', (target) => {
  test.skipIf(isNotBuilt(target))(
    'agree with recordings, and everywhere in their scopes, with the counts of the book',
    async () => {
      const { agreement, results } = await compared(silent, target);
      expect(results.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
      expect(agreement).toEqual(readAgreements().find((row) => row.target === target));
    },
    SEARCH_MS_MAX,
  );
});

describe.skipIf(isNotBuilt('linux-6.1-ioasid'))('a kernel that lies is found out', () => {
  const scope = IOASID_SCOPES['ioasid-sva'];

  test('by what it answers', () => {
    const kernel = kernelIoasid('linux-6.1-ioasid', scope);
    const lying: typeof kernel = {
      ...kernel,
      call: (action, input, expected) =>
        action.kind === 'sva-find' && expected.kind === 'found'
          ? kernel.call(action, input, { ...expected, data: expected.data + 1 })
          : kernel.call(action, input, expected),
    };
    const pair = new MachinePair(ioasid, scope, lying);
    const { violation } = explore(systemOfPair(pair, 0), { exact: true });
    const made = pair.replayed(violation!.path);
    expect(made.map(({ action }) => action.kind)).toEqual(['sva-alloc-pasid', 'sva-find']);
    expect(made.at(-1)?.finding).toEqual(violation!.finding);
  });

  test('by what it remembers', () => {
    const kernel = kernelIoasid('linux-6.1-ioasid', scope);
    const forgetful: typeof kernel = {
      ...kernel,
      call: (action, input, expected) =>
        action.kind === 'ioasid-free' ? undefined : kernel.call(action, input, expected),
    };
    const pair = new MachinePair(ioasid, scope, forgetful);
    const { violation } = explore(systemOfPair(pair, 0), { exact: true });
    expect(violation?.finding.violation.reason).toBe('id 0 differs');
    expect(pair.replayed(violation!.path).map(({ action }) => action.kind)).toEqual([
      'ioasid-alloc',
      'ioasid-free',
    ]);
  });
});

test.each([
  ['linux-6.1-ioasid', 'misc-tree', 'ioasid-sva, ioasid-custom, ioasid-any-callers'],
  ['linux-6.1-misc-cgroup', 'pair', 'misc-tree-6.1, misc-any-callers-6.1, misc-great-amounts-6.1'],
  ['linux-6.12-iommu', 'ioasid-sva', 'pair'],
])('explore --target %s --scope %s is told which scopes fit', async (target, scope, fitting) => {
  const { exitCode, error } = await say('explore', '--target', target, '--scope', scope);
  expect(exitCode).toBe(2);
  expect(error).toContain('a scope of its own model, one of ');
  expect(error).toContain(fitting);
  expect(error).toContain(`Next: npx pasid-verify explore --target ${target} --scope`);
});
