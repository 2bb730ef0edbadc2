import { isCode, lineAt, type Rule } from './layout-rules.js';
import type { SourceFile } from './tree.js';

// The rules and their bad examples spell out what they forbid.
const isQuoting = ({ path }: SourceFile): boolean => path.startsWith('properties/house/');
const isProse = ({ path }: SourceFile): boolean => path.endsWith('.md');
const isIn =
  (...folders: readonly string[]) =>
  ({ path }: SourceFile): boolean =>
    folders.some((folder) => path.startsWith(`${folder}/`));

/** One complaint for each line of the file that matches; `advice` may quote what was found. */
const linesMatching = (
  { path, text }: SourceFile,
  pattern: RegExp,
  advice: (found: string) => string,
): readonly string[] =>
  text.split('\n').flatMap((line, index) => {
    const found = pattern.exec(line);
    return found === null ? [] : [`${path}:${index + 1}: ${advice(found[0].trim())}`];
  });

/** The text with its comments blanked out, lines kept. Good enough for prettily formatted code. */
const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, '$1');

const EXPORT =
  /^export (?:declare |abstract |async )*(const|function|class|interface|type) (?![{*])/;
const ONE_LINE_EXPORT = /^export (?:const|type) .*;$/;

/** A JSDoc speaks of the one export below it; a line comment of a group of one-line exports. */
const isDocumented = (lines: readonly string[], index: number): boolean => {
  let above = index - 1;
  if (lines[above]?.startsWith('// oxlint-disable')) above -= 1;
  if (lines[above]?.endsWith('*/')) return true;
  if (!ONE_LINE_EXPORT.test(lines[index]!)) return false;
  while (ONE_LINE_EXPORT.test(lines[above] ?? '')) above -= 1;
  return lines[above]?.startsWith('// ') === true;
};

export const documentedExports: Rule = (files) =>
  files
    .filter((file) => isCode(file) && isIn('contract', 'model', 'checker', 'toy')(file))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index, lines) => {
        if (!EXPORT.test(line) || isDocumented(lines, index)) return [];
        const name = line.replace(EXPORT, '').split(/\W/)[0];
        return [
          `${path}:${index + 1}: '${name}' has no JSDoc; say in a sentence what is true of it, then why`,
        ];
      }),
    );

export const shippedParts: Rule = (files) =>
  files
    .filter(
      (file) =>
        isCode(file) && !isQuoting(file) && !isIn('implementation', 'harness/defects')(file),
    )
    .flatMap(({ path, text }) =>
      linesMatching(
        { path, text: withoutComments(text) },
        /\bparts\s*\??:|\{[^{}()]*\bparts\s*[,}]/,
        (found) =>
          `'${found}' replaces a part of the implementation; only harness/defects/ does that`,
      ),
    );

export const unawareImplementation: Rule = (files) =>
  files
    .filter(isIn('implementation'))
    .flatMap((file) =>
      linesMatching(
        file,
        /\b(tests?|testing|mock\w*|fuzz\w*|defects?|harness)\b/i,
        (found) =>
          `'${found}' in what ships; say it without the word, or move it to harness/ or properties/`,
      ),
    );

const LEFTOVERS: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /\b(TODO|FIXME|XXX)\b(?!.*#\d+)/,
    'names no issue; write the issue number behind it or do it now',
  ],
  [/\b(test|it|describe|suite|bench)(\.\w+)*\.(only|skip|todo)\b/, 'hides tests; remove it'],
  [/@ts-(ignore|expect-error|nocheck)/, 'silences the compiler; fix the type'],
  [/\bas any\b/, 'switches the types off; use a type, or unknown and a check'],
  [/\b(ox|es)lint-disable(?!.* -- \S)/, 'gives no reason; write it behind the rule as -- reason'],
];

export const noLeftovers: Rule = (files) =>
  files
    .filter((file) => isCode(file) && !isQuoting(file))
    .flatMap((file) =>
      LEFTOVERS.flatMap(([pattern, advice]) =>
        linesMatching(file, pattern, (found) => `'${found}' ${advice}`),
      ),
    );

const GLOSSARY = 'docs/glossary.md';
/** What the glossary is generated from. */
const GLOSSARY_SOURCE = 'model/book/glossary.ts';

/** A row of the glossary's table: term, meaning, words not used for it ("-" for none). */
const GLOSSARY_ROW = /^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm;
const SYNONYM = /`([^`]+)`(?: \(but for (\w+)\))?/g;

/** Words are read from the glossary, so a new forbidden word is a change of prose alone. */
export const glossaryWords: Rule = (files) => {
  const glossary = files.find(({ path }) => path === GLOSSARY);
  if (glossary === undefined) return [`${GLOSSARY}:1: missing; it lists the terms of this house`];
  const banned = [...glossary.text.matchAll(GLOSSARY_ROW)].flatMap(([, term, synonyms]) =>
    [...synonyms!.matchAll(SYNONYM)].map(([, word, exception]) => ({
      // A hyphen belongs to the word: "no-op" says nothing about "op".
      pattern: new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'i'),
      exception,
      advice: (found: string) =>
        `'${found}' is not a word of this house; say '${term!.replaceAll('`', '')}'`,
    })),
  );
  if (banned.length === 0)
    return [`${GLOSSARY}:1: no forbidden word found; keep the table's three columns`];
  return files
    .filter(({ path }) => path !== GLOSSARY && path !== GLOSSARY_SOURCE)
    .filter((file) => (isCode(file) || isProse(file)) && !isQuoting(file))
    .flatMap((file) =>
      banned.flatMap(({ pattern, exception, advice }) =>
        exception !== undefined && file.text.includes(exception)
          ? []
          : linesMatching(file, pattern, advice),
      ),
    );
};

export const namedRuns: Rule = (files) =>
  files
    .filter((file) => isCode(file) && !isQuoting(file) && isIn('properties')(file))
    .flatMap(({ path, text }) => {
      const call = text.search(/\bfc\.(assert|check)\(/);
      if (call < 0) return [];
      const constant = /^const RUN\b[^=\n]*= \{\s*seed\b[^;]*;/m.exec(text);
      const firstTest = text.search(/^\s*(test|describe|it)\b/m);
      if (constant === null || (firstTest >= 0 && constant.index > firstTest)) {
        return [
          `${path}:${lineAt(text, call)}: runs without names; put 'const RUN = { seed: …, runs: …, scope: … };' above the first test`,
        ];
      }
      return ['runs', 'scope']
        .filter((key) => !new RegExp(`\\b${key}\\b`).test(constant[0]))
        .map((key) => `${path}:${lineAt(text, constant.index)}: RUN names no ${key}; add it`);
    });

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['npm ci && npm run verify', 'npm ci && npm test'],
  '.ci/run': ['npm ci', 'npm run check', 'npm test', 'npm run verify'],
  '.github/workflows/ci.yml': ['npm ci', 'npm run check', 'npm test', 'npm run verify'],
};

export const commandsAgree: Rule = (files) => {
  const textOf = new Map(files.map(({ path, text }) => [path, text]));
  const manifest = JSON.parse(textOf.get('package.json') ?? '{}') as { scripts?: object };
  const scripts = new Set(Object.keys(manifest.scripts ?? {}));
  const missing = Object.entries(COMMANDS).flatMap(([path, commands]) =>
    commands
      .filter((command) => !textOf.get(path)?.includes(command))
      .map((command) => `${path}:1: does not say '${command}'; add it`),
  );
  const unknown = files
    .filter((file) => (isProse(file) || file.path in COMMANDS) && !isQuoting(file))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\bnpm (?:run )?((?<=run )[\w:-]+|test\b)/g)]
        .filter(([, script]) => !scripts.has(script!))
        .map(
          (found) =>
            `${path}:${lineAt(text, found.index)}: '${found[0]}' is no script of package.json; correct one of the two`,
        ),
    );
  return [...missing, ...unknown];
};

const NAMED_FILE =
  /`((?:contract|checker|model|implementation|harness|toy|properties|cli|benchmarks|docs)\/[\w./-]+\.\w+|[A-Z]+\.md)`/g;

export const namedFilesExist: Rule = (files) => {
  const paths = new Set(files.map(({ path }) => path));
  return files
    .filter(isProse)
    .flatMap(({ path, text }) =>
      [...text.matchAll(NAMED_FILE)]
        .filter(([, named]) => !paths.has(named!))
        .map(
          (found) =>
            `${path}:${lineAt(text, found.index)}: '${found[1]}' is not there; name the file that is`,
        ),
    );
};

const FACT_ROW = /^\| (?:<a id="\w+"><\/a>)?([ILPB]\d{1,2}) \|/gm;
const FACT_NUMBER = /\b[ILPB]\d{1,2}\b/g;

export const citedFacts: Rule = (files) => {
  const rows = new Set(
    files
      .filter(isIn('docs'))
      .flatMap(({ text }) => [...text.matchAll(FACT_ROW)].map(([, number]) => number)),
  );
  return files
    .filter((file) => (isCode(file) || isProse(file)) && isIn('contract', 'model', 'harness')(file))
    .flatMap(({ path, text }) =>
      [...text.matchAll(FACT_NUMBER)]
        .filter(([number]) => !rows.has(number))
        .map(
          (found) =>
            `${path}:${lineAt(text, found.index)}: ${found[0]} is cited and no table in docs/ has a row for it; list it in model/facts/ or harness/defects/bugs.ts, then 'npm run docs'`,
        ),
    );
};

export const noLocalPaths: Rule = (files) =>
  files
    .filter((file) => !isQuoting(file))
    .flatMap((file) =>
      linesMatching(
        file,
        /(?<![\w./:-])\/(work|tmp|root|home|Users)\/[\w.-]*/,
        (found) => `'${found}' exists on one machine only; write a path relative to the repository`,
      ),
    );
