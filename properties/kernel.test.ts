/**
 * Does the unmodified code of Linux 6.12 answer as it was recorded, and do it and the model agree at
 * every pair of states of small scopes? Asked of the code itself, compiled by `npm run kernel:build`;
 * where that was not done these tests are skipped, and counted as skipped.
 * Unnoticed otherwise: a model that agrees with recordings and with nothing that they do not show.
 */
import { describe, expect, test } from 'vitest';
import { type BrokenClaim, explore, Search, type Sink, type System } from '#checker';
import { readAgreements } from '#cli';
import { deviceId, handleId, mmId, type PasidDriver, processId, ROOT_CGROUP } from '#contract';
import {
  boot,
  bothSides,
  countImages,
  drive,
  fixtures,
  isNotBuilt,
  KERNEL_TARGETS,
  NO_REUSE_TARGETS,
  ProductSystem,
  recordedTargets,
  type Target,
  targets,
  validateTrace,
} from '#harness';
import { scopes } from '#model';
import { say } from './terminal.js';

const IOMMU = 'linux-6.12-iommu';
const kernel = targets.get(IOMMU)!;
const all = await fixtures();

describe.each([...KERNEL_TARGETS, ...NO_REUSE_TARGETS])('%s', (name) => {
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

// The counts are those of the book; agreement.test.ts asks the same of the other targets. States are told
// apart by what the model sees, or by a group's kind of blocking domain.
const COUNTS = readAgreements().find(({ target }) => target === IOMMU)!.scopes;

/** Seconds where nothing else runs; CI runs other tests beside it. */
const SEARCH_MS_MAX = 180_000;

describe.skipIf(isNotBuilt(IOMMU))('the code of Linux 6.12 beside the model', () => {
  test.each(COUNTS)(
    'in scope $scope they never differ, at any of $states pairs of states',
    ({ scope, modelStates, states, transitions, depth, cuts }) => {
      const { target, hidden } = watched();
      const counted = countImages(new ProductSystem(scopes[scope as keyof typeof scopes], target));
      const told = new Set<string>();
      const system = noting(counted.system, ([state]) => told.add(`${state} ${hidden()}`));
      const found = explore(system, { exact: true });
      const counts = { distinct: states, generated: transitions + 1, depth, cuts };
      expect(found).toMatchObject({ verdict: 'holds', complete: true, ...counts });
      // A snapshot for each state and what is hidden in it, and no other.
      expect(counted.images()).toBe(states);
      expect([counted.states(), told.size]).toEqual([modelStates, counted.images()]);
    },
    SEARCH_MS_MAX,
  );

  test('a state reached by restoring is the one that its path leads to from reset', () => {
    const product = new ProductSystem(scopes.pair, kernel);
    const found: string[] = [];
    const search = new Search(
      noting(product, (words) => found.push(words.join())),
      { exact: true },
    );
    search.advance(60);
    for (let index = 0; index < search.counts().distinct; index += 11) {
      expect(product.replayed(search.pathTo(index)).join()).toBe(found[index]);
    }
  });

  test('a snapshot that forgets the last thing it holds is found out', () => {
    const forgetting = altered((driver) => {
      const snapshot = driver.snapshot.bind(driver);
      return { snapshot: () => withoutLastLine(snapshot()) };
    });
    const product = new ProductSystem(scopes.pair, forgetting);
    const { violation } = explore(product, { exact: true });
    expect(violation?.finding.claim).toBe('agreement');
    expect(() => product.traceTo(violation!)).toThrow('does the target restore its whole state?');
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

  test('a call that uses what was freed is a verdict', () => {
    const { driver } = boot(kernel, scopes.pair.topology, 'sloppy');
    driver.processSpawn(processId(0), mmId(0), ROOT_CGROUP);
    driver.processExit(processId(0));
    expect(() => driver.svaBind(deviceId(0), mmId(0))).toThrow('unreachable');
  });

  test('a kernel that lies is found out', () => {
    const lying = altered(() => ({ driverRemove: () => 0 }));
    const { violation } = explore(new ProductSystem(scopes.pair, lying), { exact: true });
    expect(violation?.path).toHaveLength(2);
  });
});

/** The kernel, and what the driver that made the last snapshot remembers and the model does not. */
function watched() {
  let last: PasidDriver | undefined;
  const target = altered((driver) => {
    const snapshot = driver.snapshot.bind(driver);
    return {
      snapshot() {
        last = driver;
        return snapshot();
      },
    };
  });
  return { target, hidden: () => kernel.hidden!.read(last!) };
}

/** The kernel with some calls made otherwise. */
function altered(calls: (driver: PasidDriver) => Partial<PasidDriver>): Target {
  return {
    ...kernel,
    create(topology, platform) {
      const driver = kernel.create(topology, platform);
      return Object.assign(driver, calls(driver));
    },
  };
}

/** a snapshot whose last line, of up to eight words after its head, is as it was at boot. */
function withoutLastLine(snapshot: Uint8Array): Uint8Array {
  const words = new Int32Array(Uint8Array.from(snapshot).buffer);
  let last = 1;
  for (let at = 1; at < words.length; at += 1 + wordsIn(words[at]!)) last = at;
  return snapshot.slice(0, last * Int32Array.BYTES_PER_ELEMENT);
}

/** How many words follow the head of a line. */
function wordsIn(head: number): number {
  let count = 0;
  for (let mask = head & 0xff; mask !== 0; mask &= mask - 1) count += 1;
  return count;
}

/** A system whose new states are shown as they are found. */
function noting(
  system: System<BrokenClaim>,
  note: (words: readonly number[]) => void,
): System<BrokenClaim> {
  const watching = (sink: Sink<BrokenClaim>): Sink<BrokenClaim> => ({
    after: sink.after,
    emit(length, label) {
      const isNew = sink.emit(length, label);
      if (isNew) note([...sink.after.subarray(0, length)]);
      return isNew;
    },
    cut: (label) => sink.cut(label),
    violated: (finding, label) => sink.violated(finding, label),
  });
  return {
    size: system.size,
    begin: (sink) => system.begin(watching(sink)),
    successors: (words, length, sink) => system.successors(words, length, watching(sink)),
  };
}
