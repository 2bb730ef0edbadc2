/**
 * Does the unmodified code of Linux 6.12 answer as it was recorded, and do it and the model agree at
 * every pair of states of small scopes? Asked of the code itself, compiled by `npm run kernel:build`;
 * where that was not done these tests are skipped, and counted as skipped.
 * Unnoticed otherwise: a model that agrees with recordings and with nothing that they do not show.
 */
import { describe, expect, test } from 'vitest';
import { type BrokenClaim, codecOf, explore, Search, type Sink, type System } from '#checker';
import { readAgreements } from '#cli';
import { deviceId, handleId, mmId, processId, ROOT_CGROUP } from '#contract';
import {
  boot,
  bothSides,
  drive,
  fixtures,
  isNotBuilt,
  KERNEL_TARGETS,
  ProductSystem,
  recordedTargets,
  type Target,
  targets,
  validateTrace,
} from '#harness';
import { machine, type Scope, scopes } from '#model';
import { say } from './terminal.js';

const IOMMU = 'linux-6.12-iommu';
const kernel = targets.get(IOMMU)!;
const all = await fixtures();

describe.each(KERNEL_TARGETS)('%s', (name) => {
  const { side, families } = recordedTargets.get(name)!;
  const sides = { ...bothSides, implementation: side };
  const cases = all
    .filter(({ family }) => families.includes(family))
    .map((fixture) => [fixture.file.split('/').at(-1)!, fixture] as const);

  test.skipIf(isNotBuilt(name)).each(cases)('answers as recorded: %s', async (_, fixture) => {
    const verdict = await validateTrace(fixture.file, undefined, sides);
    const line = verdict.kind === 'rejected' ? verdict.line : undefined;
    expect(line).toBe(fixture.corruptAt);
  });

  test.skipIf(!isNotBuilt(name))(
    'is skipped where it is not built, with what to type',
    async () => {
      const said = await say('verify', '--target', name);
      expect(said).toMatchObject({ exitCode: 0, error: '' });
      expect(said.out).toMatch(/skipped: not built on this machine\. Next: npm run kernel:build$/m);
    },
  );
});

// More than of the implementation: a group remembers which kind of blocking domain it was given. The
// counts are those of the book; agreement.test.ts asks the same of the other targets.
const COUNTS = readAgreements().find(({ target }) => target === IOMMU)!.scopes;

/** Seconds where nothing else runs; CI runs other tests beside it. */
const SEARCH_MS_MAX = 180_000;

describe.skipIf(isNotBuilt(IOMMU))('the code of Linux 6.12 beside the model', () => {
  test.each(COUNTS)(
    'in scope $scope they never differ, at any of $states pairs of states',
    ({ scope, states, transitions, depth, cuts }) => {
      const product = new ProductSystem(scopes[scope as keyof typeof scopes], kernel);
      const counts = { distinct: states, generated: transitions + 1, depth, cuts };
      const found = explore(product, { exact: true });
      expect(found).toMatchObject({ verdict: 'holds', complete: true, ...counts });
    },
    SEARCH_MS_MAX,
  );

  test('one state of the model has as many images as ways to come by a blocking domain', () => {
    const { topology } = scopes.pair;
    const imagesOf = new Map<string, number>();
    for (const { state } of searched(scopes.pair, 400).found) {
      imagesOf.set(state, (imagesOf.get(state) ?? 0) + 1);
    }
    expect(Math.max(...imagesOf.values())).toBe(2 ** topology.groups.length);
  });

  test('a state reached by restoring is the one that its path leads to from reset', () => {
    const { product, search, found } = searched(scopes.pair, 60);
    for (let index = 0; index < search.counts().distinct; index += 11) {
      expect(product.replayed(search.pathTo(index)).join()).toBe(found[index]!.words);
    }
  });

  test('a call that follows a stale pointer is a verdict, and the system can be restored', () => {
    const { topology } = scopes.kernel;
    const system = boot(kernel, topology, 'sloppy');
    system.driver.processSpawn(processId(0), mmId(0), ROOT_CGROUP);
    const before = system.driver.snapshot();
    const stale = handleId(topology.attachHandles + 1);
    expect(drive(system, { kind: 'sva-unbind', handle: stale }, [])).toEqual({
      kind: 'nonsense',
      reason: 'threw RuntimeError: unreachable',
    });
    system.driver.restore(before);
    expect(system.driver.snapshot()).toEqual(before);
    expect(system.driver.svaBind(deviceId(0), mmId(0))).toBe(stale);
  });

  test('a kernel that lies is found out', () => {
    const lying: Target = {
      ...kernel,
      create(topology, platform) {
        const driver = kernel.create(topology, platform);
        return Object.assign(driver, {
          driverRemove: () => 0,
        });
      },
    };
    const { violation } = explore(new ProductSystem(scopes.pair, lying), { exact: true });
    expect(violation?.path).toHaveLength(2);
  });
});

/** A search of some states of the product, and what it found in that order. */
function searched(scope: Scope, states: number) {
  const product = new ProductSystem(scope, kernel);
  const { words } = codecOf(machine.shape(scope));
  const found: { readonly state: string; readonly words: string }[] = [];
  const noting = (sink: Sink<BrokenClaim>): Sink<BrokenClaim> => ({
    after: sink.after,
    emit(length, label) {
      const isNew = sink.emit(length, label);
      const all = sink.after.subarray(0, length);
      if (isNew) found.push({ state: all.subarray(0, words).join(), words: all.join() });
      return isNew;
    },
    cut: (label) => sink.cut(label),
    violated: (finding, label) => sink.violated(finding, label),
  });
  const system: System<BrokenClaim> = {
    size: product.size,
    begin: (sink) => product.begin(noting(sink)),
    successors: (state, length, sink) => product.successors(state, length, noting(sink)),
  };
  const search = new Search(system, { exact: true });
  search.advance(states);
  return { product, search, found };
}
