/**
 * Can each house rule fail? Every rule is given a small tree that breaks it and one that almost
 * does; the complaint must be exactly the expected one, and the near miss must pass. A rule
 * without an example here does not compile. Unnoticed otherwise: a pattern that never matches.
 */
import { expect, test } from 'vitest';
import { PERMITTED_IMPORTS } from './layout-rules.js';
import { houseRules } from './rules.js';

type Texts = Readonly<Record<string, string>>;

interface Example {
  readonly broken: Texts;
  readonly complaints: readonly string[];
  readonly kept: Texts;
}

const lines = (count: number): string => 'x;\n'.repeat(count);

const tsconfigs = (changed: Texts): Texts => {
  const rows = Object.entries({ '.': Object.keys(PERMITTED_IMPORTS), ...PERMITTED_IMPORTS });
  const correct = rows.map(([unit, permitted]) => {
    const up = '../'.repeat(unit === '.' ? 0 : unit.split('/').length);
    const references = permitted.map((name) => ({ path: up + name }));
    return [
      unit === '.' ? 'tsconfig.json' : `${unit}/tsconfig.json`,
      JSON.stringify({ references }),
    ];
  });
  return { ...Object.fromEntries(correct), ...changed };
};

const COMMANDS = 'npm ci && npm run check && npm ci && npm test && npm ci && npm run verify';
const SCRIPTS = JSON.stringify({ scripts: { check: '', test: '', verify: '' } });
const agreeing: Texts = {
  'package.json': SCRIPTS,
  'README.md': COMMANDS,
  '.ci/run': COMMANDS,
  '.github/workflows/ci.yml': COMMANDS,
};

const GLOSSARY = [
  '| term | meaning | not |',
  '|---|---|---|',
  '| action | What is done. | `op` |',
  '| seeded defect | Ours. | `mutant` (but for Stryker) |',
].join('\n');

const examples = {
  'a source file has at most 300 lines': {
    broken: { 'cli/main.ts': lines(301) },
    complaints: ['cli/main.ts:301: 301 lines, at most 300; split the file by subject'],
    kept: { 'cli/main.ts': lines(300), 'docs/book.md': lines(900) },
  },
  'a layer of the model is read in one sitting: at most 800 lines': {
    broken: {
      'model/actions/a.ts': lines(300),
      'model/actions/b.ts': lines(300),
      'model/actions/deep/c.ts': lines(201),
    },
    complaints: [
      'model/actions/: 801 lines together, at most 800; a reader takes a layer in one sitting, so shorten it or divide its subject',
    ],
    kept: { 'model/actions/a.ts': lines(800), 'model/a.ts': lines(800), 'cli/a.ts': lines(900) },
  },
  'each folder has one door, and nobody climbs in beside it': {
    broken: {
      'harness/a.ts': "import { b } from '../model/b.js';\nimport { c } from '#model/c.js';",
      'checker/a.ts': "import type { D } from './declaration/action.js';",
      'model/a/a.ts':
        "import { b } from '#model';\nexport * from '../index.js';\nimport './index.js';",
    },
    complaints: [
      "harness/a.ts:1: '../model/b.js' leads into model/; import '#model'",
      "harness/a.ts:2: '#model/c.js' reaches past a door; import '#model'",
      "checker/a.ts:1: './declaration/action.js' leads into checker/declaration/; import '#declaration'",
      "model/a/a.ts:1: '#model' is this file's own door; import the file that declares it",
      "model/a/a.ts:2: '../index.js' is this file's own door; import the file that declares it",
      "model/a/a.ts:3: './index.js' is this file's own door; import the file that declares it",
    ],
    kept: {
      'model/index.ts': "export * from './actions/index.js';\nimport { pasid } from '#contract';",
      'model/actions/index.ts': "import { isFree } from '../queries.js';\nimport 'immer';",
    },
  },
  'imports follow the arrows: model and implementation never see each other': {
    broken: {
      'model/a.ts': "import type { Pool } from '#implementation';",
      'implementation/a.ts': "const model = await import('#model');",
      'checker/a.ts': "import {\n  pasid,\n} from '#contract';\nimport '#viewer';",
    },
    complaints: [
      'model/a.ts:1: model/ may not import implementation/; move what both need into contract/',
      'implementation/a.ts:1: implementation/ may not import model/; move what both need into contract/',
      'checker/a.ts:3: checker/ may not import contract/; move what both need into contract/',
      "checker/a.ts:4: '#viewer' is no folder of this house; see PERMITTED_IMPORTS",
    ],
    kept: {
      'model/a.ts': "import { pasid } from '#contract';\nimport type { A } from '#declaration';",
    },
  },
  'the compiler is told the same arrows': {
    broken: tsconfigs({
      'implementation/tsconfig.json': '{ "references": [{ "path": "../model" }] }',
    }),
    complaints: [
      'implementation/tsconfig.json: references model, which is not permitted; remove it',
      'implementation/tsconfig.json: does not reference contract; add it',
    ],
    kept: tsconfigs({}),
  },
  'file names are kebab-case': {
    broken: { 'model/svaBind.ts': '', 'docs/Big_Book.md': '' },
    complaints: [
      "model/svaBind.ts:1: not in kebab-case; rename it like 'sva-bind.ts'",
      "docs/Big_Book.md:1: not in kebab-case; rename it like 'sva-bind.ts'",
    ],
    kept: { 'properties/sva-bind.test.ts': '', 'docs/README.md': '', '.ci/counts.mjs': '' },
  },
  'every counterexample lies where replay looks for it': {
    broken: {
      'counterexamples/single-owner/first.itf.json': '{}',
      'counterexamples/single-owner/0123abcd.md': '',
    },
    complaints: [
      "counterexamples/single-owner/first.itf.json:1: not counterexamples/<property>/<8 hex digits>.itf.json, so replay would miss it; let 'npx pasid-verify fuzz' name it",
      'counterexamples/single-owner/0123abcd.md:1: prose without its trace; restore the .itf.json or delete this file',
    ],
    kept: {
      'counterexamples/README.md': '',
      'counterexamples/single-owner/0123abcd.itf.json': '{}',
      'counterexamples/single-owner/0123abcd.md': '',
    },
  },
  'every export of contract, model and checker has a sentence': {
    broken: {
      'model/a.ts':
        '/** One. */\nexport const a = 1;\nexport const b = 2;\n\nexport interface C {}',
    },
    complaints: [
      "model/a.ts:3: 'b' has no JSDoc; say in a sentence what is true of it, then why",
      "model/a.ts:5: 'C' has no JSDoc; say in a sentence what is true of it, then why",
    ],
    kept: {
      'contract/a.ts': '// Brands are given here.\nexport const a = 1;\nexport const b = 2;',
      'model/index.ts': "export * from './a.js';\nexport type { B } from './b.js';",
      'cli/a.ts': 'export const a = 1;',
      'checker/a.ts': '/** One. */\n// oxlint-disable-next-line max-lines -- x\nexport const a = {',
    },
  },
  'only seeded defects replace parts of the implementation': {
    broken: {
      'properties/a.test.ts': 'createPasidDriver(topology, platform, { parts: { pool } });',
    },
    complaints: [
      "properties/a.test.ts:1: 'parts:' replaces a part of the implementation; only harness/defects/ does that",
    ],
    kept: {
      'harness/defects/a.ts': 'make({ parts: { pool } });',
      'harness/a.ts': '// Its parts: pool, ledger.\nmake(topology, platform);',
    },
  },
  'the implementation does not know that it is watched': {
    broken: { 'implementation/a.ts': 'x;\n// Exported for the test only.' },
    complaints: [
      "implementation/a.ts:2: 'test' in what ships; say it without the word, or move it to harness/ or properties/",
    ],
    kept: { 'implementation/a.ts': 'const latest = contest;', 'harness/a.ts': '// A defect.' },
  },
  'nothing is left lying about: no open ends, no silenced checks': {
    broken: {
      'model/a.ts':
        '// TODO later\n// @ts-ignore\nconst a = b as any;\n// oxlint-disable-next-line max-lines',
      'properties/a.test.ts': "test.only('a', run);\ndescribe.concurrent.skip('b', run);",
    },
    complaints: [
      "model/a.ts:1: 'TODO' names no issue; write the issue number behind it or do it now",
      "model/a.ts:2: '@ts-ignore' silences the compiler; fix the type",
      "model/a.ts:3: 'as any' switches the types off; use a type, or unknown and a check",
      "model/a.ts:4: 'oxlint-disable' gives no reason; write it behind the rule as -- reason",
      "properties/a.test.ts:1: 'test.only' hides tests; remove it",
      "properties/a.test.ts:2: 'describe.concurrent.skip' hides tests; remove it",
    ],
    kept: {
      'model/a.ts': '// TODO #12: quarantine\n// oxlint-disable-next-line max-lines -- one table',
      'properties/a.test.ts': "test.skipIf(!clang)('a', run);",
    },
  },
  'one idea has one word, the one in the glossary': {
    broken: {
      'docs/glossary.md': GLOSSARY,
      'model/a.ts': 'x;\nconst op = 1;',
      'README.md': 'Each Mutant is found.',
    },
    complaints: [
      "model/a.ts:2: 'op' is not a word of this house; say 'action'",
      "README.md:1: 'Mutant' is not a word of this house; say 'seeded defect'",
    ],
    kept: {
      'docs/glossary.md': GLOSSARY,
      'model/book/glossary.ts': "{ word: 'op' }",
      'model/a.ts': '// A no-op; iommu_op and ops are other words.',
      'README.md': 'Stryker made each mutant.',
    },
  },
  'a property names its seed, runs and scope at the top': {
    broken: {
      'properties/a.test.ts': 'x;\nfc.assert(fc.property(fc.nat(), (n) => n >= 0));',
      'properties/b.test.ts': "const RUN = { seed: 1, runs: 9 };\ntest('b', () => fc.assert(p));",
    },
    complaints: [
      "properties/a.test.ts:2: runs without names; put 'const RUN = { seed: …, runs: …, scope: … };' above the first test",
      'properties/b.test.ts:1: RUN names no scope; add it',
    ],
    kept: {
      'properties/a.test.ts':
        "const RUN = {\n  seed: 1,\n  runs: 9,\n  scope: TINY,\n} as const;\ntest('a', () => fc.assert(p));",
      'properties/b.test.ts': "test('b', () => expect(1).toBe(1));",
    },
  },
  'README, CI and package.json name the same commands': {
    broken: { ...agreeing, 'README.md': 'npm ci && npm test', 'docs/a.md': 'x\nnpm run bench' },
    complaints: [
      "README.md:1: does not say 'npm ci && npm run verify'; add it",
      "docs/a.md:2: 'npm run bench' is no script of package.json; correct one of the two",
    ],
    kept: agreeing,
  },
  'a file that prose names is there': {
    broken: { 'docs/a.md': 'x\nSee `model/state.ts`.' },
    complaints: ["docs/a.md:2: 'model/state.ts' is not there; name the file that is"],
    kept: { 'docs/a.md': 'See `model/step.ts` and `sva-bind`.', 'model/step.ts': '' },
  },
  'every fact that is cited by number has its row': {
    broken: {
      'docs/facts.md': '| number | fact |\n|---|---|\n| <a id="i01"></a>I01 | One. See I99. |',
      'model/a.ts': "x;\nconst kernel = 'ida_free (6.12): I01, I99';",
      'harness/a.ts': "const bug = 'B7';",
    },
    complaints: [
      "model/a.ts:2: I99 is cited and no table in docs/ has a row for it; list it in model/facts/ or harness/defects/bugs.ts, then 'npm run docs'",
      "harness/a.ts:1: B7 is cited and no table in docs/ has a row for it; list it in model/facts/ or harness/defects/bugs.ts, then 'npm run docs'",
    ],
    kept: {
      'docs/facts.md': '| I01 | One owner. |',
      'docs/defects.md': '| B07 | Two. |',
      'contract/a.ts': '// I01, B07; I123, UI99 and L1_CACHE are no numbers of facts.',
      'docs/a.md': 'I99',
    },
  },
  'nothing committed names a path of one machine': {
    broken: { 'docs/a.md': 'x\nSee /work/notes/a.md and /home/me.' },
    complaints: [
      "docs/a.md:2: '/work/notes' exists on one machine only; write a path relative to the repository",
    ],
    kept: { 'docs/a.md': 'See docs/work/a.md, https://example.org/home/ and kernel/work/tmp/.' },
  },
} satisfies Record<keyof typeof houseRules, Example>;

const treeOf = (texts: Texts) => Object.entries(texts).map(([path, text]) => ({ path, text }));

test.each(Object.entries(houseRules))('a breach is named: %s', (claim, rule) => {
  const { broken, complaints } = examples[claim as keyof typeof examples];
  expect(rule(treeOf(broken))).toEqual(complaints);
});

test.each(Object.entries(houseRules))('a near miss passes: %s', (claim, rule) => {
  expect(rule(treeOf(examples[claim as keyof typeof examples].kept))).toEqual([]);
});
