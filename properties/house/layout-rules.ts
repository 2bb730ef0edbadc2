import { posix } from 'node:path';
import type { SourceFile } from './tree.js';

/** A rule reads the tree and answers one complaint per offence: file, line, and what to do. */
export type Rule = (files: readonly SourceFile[]) => readonly string[];

/** Who may import whom. `docs/` and the tsconfig references say the same; this table is compared with both. */
export const PERMITTED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  'checker/declaration': [],
  checker: ['checker/declaration'],
  model: ['contract', 'checker/declaration'],
  implementation: ['contract'],
  harness: ['contract', 'checker/declaration', 'checker', 'model', 'implementation'],
  toy: ['checker/declaration'],
  kernel: [],
  cli: [
    'contract',
    'checker/declaration',
    'checker',
    'model',
    'implementation',
    'harness',
    'toy',
    'kernel',
  ],
  properties: [
    'contract',
    'checker/declaration',
    'checker',
    'model',
    'implementation',
    'harness',
    'toy',
    'kernel',
    'cli',
  ],
  benchmarks: [
    'contract',
    'checker/declaration',
    'checker',
    'model',
    'implementation',
    'harness',
    'toy',
  ],
};

const FILE_LINES_MAX = 300;
const LAYER_LINES_MAX = 800;

export const isCode = ({ path }: SourceFile): boolean => /\.(ts|tsx|js|mjs|cjs)$/.test(path);
export const lineAt = (text: string, index: number): number =>
  text.slice(0, index).split('\n').length;
const lineCount = (text: string): number => text.replace(/\n$/, '').split('\n').length;

/** The folder with a door of its own that a file lies in; `undefined` for files at the top. */
const unitOf = (path: string): string | undefined =>
  path.startsWith('checker/declaration/')
    ? 'checker/declaration'
    : Object.keys(PERMITTED_IMPORTS).find((unit) => path.startsWith(`${unit}/`));

const doorOf = (unit: string): string => `#${posix.basename(unit)}`;
const unitOfDoor = (door: string): string | undefined =>
  Object.keys(PERMITTED_IMPORTS).find((unit) => doorOf(unit) === door);

interface Import {
  readonly at: string;
  readonly from: string;
  readonly unit: string;
  readonly specifier: string;
}

// Static ones start a line, since the formatter puts them there; so a quoted import is none.
const IMPORT =
  /(?:^(?:import|export)\b(?:[^'"`;=()]*?\bfrom)?\s*|\bimport\s*\(\s*)(['"])([^'"\n]+)\1/gm;

const importsOf = (files: readonly SourceFile[]): readonly Import[] =>
  files.filter(isCode).flatMap(({ path, text }) => {
    const unit = unitOf(path);
    if (unit === undefined) return [];
    return [...text.matchAll(IMPORT)].map((found) => ({
      at: `${path}:${lineAt(text, found.index + found[0].length)}`,
      from: path,
      unit,
      specifier: found[2]!,
    }));
  });

export const longFiles: Rule = (files) =>
  files
    .filter((file) => isCode(file) && lineCount(file.text) > FILE_LINES_MAX)
    .map(
      ({ path, text }) =>
        `${path}:${FILE_LINES_MAX + 1}: ${lineCount(text)} lines, at most ${FILE_LINES_MAX}; split the file by subject`,
    );

export const longLayers: Rule = (files) => {
  const linesOf = new Map<string, number>();
  for (const { path, text } of files.filter(isCode)) {
    const [top, layer, ...deeper] = path.split('/');
    if (top !== 'model' || layer === undefined) continue;
    const key = deeper.length === 0 ? 'model/*.ts' : `model/${layer}/`;
    linesOf.set(key, (linesOf.get(key) ?? 0) + lineCount(text));
  }
  return [...linesOf]
    .filter(([, lines]) => lines > LAYER_LINES_MAX)
    .map(
      ([layer, lines]) =>
        `${layer}: ${lines} lines together, at most ${LAYER_LINES_MAX}; a reader takes a layer in one sitting, so shorten it or divide its subject`,
    );
};

export const closedDoors: Rule = (files) =>
  importsOf(files).flatMap(({ at, from, unit, specifier }) => {
    if (specifier.startsWith('#')) {
      const door = specifier.split('/')[0]!;
      if (door !== specifier)
        return [`${at}: '${specifier}' reaches past a door; import '${door}'`];
      return door === doorOf(unit)
        ? [`${at}: '${door}' is this file's own door; import the file that declares it`]
        : [];
    }
    if (!specifier.startsWith('.')) return [];
    const target = posix.join(posix.dirname(from), specifier);
    const targetUnit = unitOf(target);
    if (targetUnit !== undefined && targetUnit !== unit) {
      return [`${at}: '${specifier}' leads into ${targetUnit}/; import '${doorOf(targetUnit)}'`];
    }
    const isOwnIndex =
      /\/index\.[jt]s$/.test(target) && from.startsWith(`${posix.dirname(target)}/`);
    return isOwnIndex
      ? [`${at}: '${specifier}' is this file's own door; import the file that declares it`]
      : [];
  });

export const permittedImports: Rule = (files) =>
  importsOf(files).flatMap(({ at, unit, specifier }) => {
    if (!specifier.startsWith('#')) return [];
    const wanted = unitOfDoor(specifier.split('/')[0]!);
    if (wanted === undefined) {
      return [`${at}: '${specifier}' is no folder of this house; see PERMITTED_IMPORTS`];
    }
    if (wanted === unit || PERMITTED_IMPORTS[unit]!.includes(wanted)) return [];
    return [`${at}: ${unit}/ may not import ${wanted}/; move what both need into contract/`];
  });

interface Tsconfig {
  readonly references?: readonly { readonly path: string }[];
}

export const tsconfigReferences: Rule = (files) => {
  const textOf = new Map(files.map(({ path, text }) => [path, text]));
  const rows = Object.entries({ '': Object.keys(PERMITTED_IMPORTS), ...PERMITTED_IMPORTS });
  return rows.flatMap(([unit, permitted]) => {
    const path = posix.join(unit, 'tsconfig.json');
    const text = textOf.get(path);
    if (text === undefined) return [`${path}: missing; every folder is a project of its own`];
    const { references = [] } = JSON.parse(text) as Tsconfig;
    const seen = references.map((reference) => posix.join(unit, reference.path));
    const surplus = seen.filter((name) => !permitted.includes(name));
    const lacking = permitted.filter((name) => !seen.includes(name));
    return [
      ...surplus.map((name) => `${path}: references ${name}, which is not permitted; remove it`),
      ...lacking.map((name) => `${path}: does not reference ${name}; add it`),
    ];
  });
};

const KEBAB = /^\.?[a-z0-9]+(-[a-z0-9]+)*$/;

export const kebabCase: Rule = (files) =>
  files
    .filter((file) => isCode(file) || file.path.startsWith('docs/'))
    .filter(({ path }) => {
      const [base, ...folders] = path.split('/').reverse() as [string, ...string[]];
      return ![base.split('.')[0]!, ...folders].every(
        (name) => KEBAB.test(name) || name === 'README',
      );
    })
    .map(({ path }) => `${path}:1: not in kebab-case; rename it like 'sva-bind.ts'`);

const COUNTEREXAMPLE = /^counterexamples\/[a-z0-9]+(-[a-z0-9]+)*\/([0-9a-f]{8})\.(itf\.json|md)$/;

export const namedCounterexamples: Rule = (files) => {
  const paths = new Set(files.map(({ path }) => path));
  return [...paths]
    .filter((path) => path.startsWith('counterexamples/') && path !== 'counterexamples/README.md')
    .flatMap((path) => {
      if (!COUNTEREXAMPLE.test(path)) {
        return [
          `${path}:1: not counterexamples/<property>/<8 hex digits>.itf.json, so replay would miss it; let 'npx pasid-verify fuzz' name it`,
        ];
      }
      return path.endsWith('.md') && !paths.has(path.replace(/\.md$/, '.itf.json'))
        ? [`${path}:1: prose without its trace; restore the .itf.json or delete this file`]
        : [];
    });
};
