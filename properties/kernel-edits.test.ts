/**
 * Is a fix of the kernel noticed when it is taken back? A few edits of its source are looked for as
 * `defects --target` looks for all of them; skipped, and counted as skipped, where they were not built.
 * That an edit fits once, or says where it does not, is asked of a text of our own.
 * Unnoticed otherwise: a check of the kernel code that would let every bug of the fact sheet pass.
 */
import { describe, expect, test } from 'vitest';
import { huntEdit, isNotBuilt, kernelEdits } from '#harness';
import { applyEdit, edits, type SourceEdit } from '#kernel';

const STATES_MAX = 20_000;

/** What each breaks, and after how many commands at the earliest. */
const FOUND = [
  ['linux-6.12-iommu/attach-checks-no-range', 'pasid-in-range', 1],
  ['linux-6.12-iommu/range-of-members-without-pasids', 'outcome', 1],
  ['linux-6.12-iommu/child-copies-pasid', 'single-owner', 3],
  ['linux-6.12-iommu/claim-overlooks-pasids', 'claim-takes-idle-group', 2],
  ['linux-6.1-ioasid/freed-entry-stays', 'agreement', 3],
  ['linux-6.1-ioasid/error-becomes-id', 'agreement', 1],
  ['linux-6.1-ioasid/exit-keeps-id', 'agreement', 2],
  ['linux-6.12-misc-cgroup/sum-of-32-bits', 'agreement', 2],
] as const;

describe.each(FOUND)('an edit of Linux is found: %s', (name, property, length) => {
  test.skipIf(isNotBuilt(name))(`by ${property}, after ${length} commands`, () => {
    const found = huntEdit(name, { seed: 1, statesMax: STATES_MAX });
    const certificate = { complete: true, provenTo: length - 1 };
    expect(found).toMatchObject({ property, length, certificate });
  });
});

test('each edit is described once and built once', () => {
  const described = Object.entries(kernelEdits).map(([target, all]) => [
    target,
    all.map(({ name }) => name),
  ]);
  const built = Object.entries(edits).map(([target, all]) => [target, Object.keys(all)]);
  expect(described).toEqual(built);
});

test('an edit holds no more of the kernel than a few words', () => {
  const words = Object.values(edits)
    .flatMap((all) => Object.values(all).flat())
    .map(({ at }) => at);
  expect(words.filter((at) => at.length > 32)).toEqual([]);
});

const TEXT = [
  'int first(int it)',
  '{',
  '\tif (it < 0 ||',
  '\t    (it > 9))',
  '\t\treturn -1;',
  '\tcount(it);',
  '\treturn it;',
  '}',
  '',
  'int second(int it)',
  '{',
  '\tcount(it);',
  '\tcount(it + 1);',
  '\treturn 0;',
  '}',
  '',
].join('\n');

const made = (edit: Pick<SourceEdit, 'at' | 'change'>, within = 'first'): string =>
  applyEdit(TEXT, 'some-target/some-edit', { file: 'thing.c', function: within, ...edit });

const CHECK = '\tif (it < 0 ||\n\t    (it > 9))\n';

test.each<[string, SourceEdit['change'], string, string]>([
  ['it > 9', 'never', CHECK, '\tif (0 && (it < 0 ||\n\t    (it > 9)))\n'],
  ['it < 0', 'always', CHECK, '\tif (1 || (it < 0 ||\n\t    (it > 9)))\n'],
  ['count', 'removed', '\n\tcount(it);\n\treturn it', ' ;\n\treturn it'],
  [
    'count',
    { before: 'stop();' },
    '\n\tcount(it);\n\treturn it',
    ' stop();\n\tcount(it);\n\treturn it',
  ],
  ['return it', { instead: 'return 0' }, 'return it', 'return 0'],
])('an edit changes its place and nothing else: %s, %o', (at, change, before, after) => {
  expect(made({ at, change })).toBe(TEXT.replace(before, after));
});

test('an edit that does not fit once says which it is, and what it expected', () => {
  expect(() => made({ at: 'it < 1', change: 'never' })).toThrow(
    "kernel:build: edit some-target/some-edit: expected 'it < 1' once in first of thing.c, to be made never, saw it 0 times; is it another kernel?",
  );
  expect(() => made({ at: 'count', change: 'removed' }, 'second')).toThrow('saw it 2 times');
  expect(() => made({ at: 'return it', change: 'never' })).toThrow('not in such a place');
});
