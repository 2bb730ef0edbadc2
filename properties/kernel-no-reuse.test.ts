/**
 * Is memory of the kernel noticed that is used after it was freed and handed out again? Faults of ours
 * that the code with reuse lets pass are looked for in the code without, and what is no fault must come
 * out alike in both: units of fuzzing, and what is expected of kernels (recordings are replayed in
 * kernel.test.ts). Skipped, and counted as skipped, where it was not built.
 * Unnoticed otherwise: a use after free whose block has a new owner already.
 */
import { describe, expect, test } from 'vitest';
import { ERRNO } from '#contract';
import {
  checkExpected,
  corpusFiles,
  everything,
  huntEdit,
  isNotBuilt,
  kernelEdits,
  readExpected,
  recordedTargets,
  reusing,
  runUnit,
  type StoredExpectation,
  type Target,
  targets,
  unitOf,
} from '#harness';
import { IOASID_SCOPE } from '#model';
import { say } from './terminal.js';

const IOMMU = 'linux-6.12-iommu+no-reuse';
const IOASID = 'linux-6.1-ioasid+no-reuse';
const SEED = 1;
const STATES_MAX = 20_000;
/** Of each of the scopes that units of this profile have in turn. */
const UNITS = [0, 1];
const RUNS = 8;

const unitWith = (target: Target, number: number) => {
  const unit = { ...unitOf(number, target.profile), runs: RUNS };
  return runUnit(unit, SEED, { target, checks: everything, callers: 'sloppy', path: 'mutable' });
};
const named = (name: string): Target => targets.get(name)!;

/** What each comes to, and after how many commands at the earliest. */
const FOUND = {
  'slot-keeps-moved-handle': { length: 2, deed: 'read 4 bytes' },
  'freed-handle-is-written': { length: 3, deed: 'wrote 4 bytes' },
};

describe.skipIf(isNotBuilt(IOMMU))('the code of Linux 6.12 without reuse', () => {
  test.each(kernelEdits[IOMMU].map(({ name }) => name))(
    'notices %s, and with reuse nobody does',
    (name) => {
      const { length, deed } = FOUND[name];
      const found = huntEdit(`${IOMMU}/${name}`, { seed: SEED, statesMax: STATES_MAX });
      const certificate = { complete: true, provenTo: length - 1 };
      expect(found).toMatchObject({ property: 'outcome', length, certificate });
      const where = new RegExp(
        `${deed} at 0x[0-9a-f]+, \\d+ bytes into a block of \\d+ that is not in use`,
      );
      expect(found!.lines.join('\n')).toMatch(where);
      const reused = named(`${reusing(IOMMU)}/${name}`);
      expect(UNITS.map((number) => unitWith(reused, number).found)).toEqual(
        UNITS.map(() => undefined),
      );
    },
  );

  test.each(UNITS)('answers unit %i of fuzzing as it does with reuse', (number) => {
    expect(unitWith(named(IOMMU), number)).toEqual(unitWith(named(reusing(IOMMU)!), number));
  });
});

describe.skipIf(isNotBuilt(IOASID))('the allocator of Linux 6.1 without reuse', () => {
  // Registered twice, c0 is chained to a record that was freed, and takes itself out of its list.
  const register = (n: number, ops: string) =>
    ({ n, call: 'ioasid_register_allocator', ops, family: 0, ret: 0 }) as const;
  const calls = [
    register(1, 'c0'),
    register(2, 'c0'),
    register(3, 'c1'),
    { n: 4, call: 'ioasid_unregister_allocator', ops: 'c0', family: 0 },
  ] as const;

  function answers(name: string): (number | string | undefined)[] {
    const scope = { ...IOASID_SCOPE, families: [0, 0] };
    const allocators = ['c0', 'c1'];
    const live = recordedTargets.get(name)!.side.ioasid!({ sets: [], allocators, scope });
    return calls.map((call) => {
      try {
        return live.call(call, { faults: [] }).ret;
      } catch (error) {
        return String(error);
      }
    });
  }

  test('shows that the kernel itself writes to a record that it freed', () => {
    expect(answers(reusing(IOASID)!)).toEqual([0, -ERRNO.EEXIST, 0, undefined]);
    const told = /wrote 4 bytes at \S+, 12 bytes into a block of 40 that is not in use/;
    expect(answers(IOASID)).toEqual([0, -ERRNO.EEXIST, 0, expect.stringMatching(told)]);
  });
});

const expected: (readonly [name: string, target: string, stored: StoredExpectation])[] = [];
for (const file of (await corpusFiles('counterexamples')) ?? []) {
  const stored = await readExpected(file);
  const target = [IOMMU, IOASID].find((name) => reusing(name) === stored?.block.target);
  if (stored !== undefined && target !== undefined) {
    expected.push([stored.block.name, target, stored]);
  }
}

test.each(expected)('%s is shown by %s, too', (_, target, stored) => {
  const { ok, summary, isSkipped } = checkExpected(stored, target);
  expect(ok, summary).toBe(true);
  expect(isSkipped === true).toBe(isNotBuilt(target));
});

test.each([
  [IOMMU, 'pair'],
  [IOASID, 'ioasid-sva'],
])('explore --target %s is told that there is no end of states', async (target, scope) => {
  const { exitCode, error } = await say('explore', '--target', target, '--scope', scope);
  expect(exitCode).toBe(2);
  expect(error).toContain(
    `Next: npx pasid-verify explore --target ${reusing(target)} --scope ${scope}`,
  );
});
