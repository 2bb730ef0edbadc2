import { readFile } from 'node:fs/promises';
import { explained } from './survivors/index.js';

/** What is read here of Stryker's report. */
interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly Alteration[] }>
  >;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Alteration {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

const UNNOTICED = ['Survived', 'NoCoverage'];

/** A survivor as `survivors.ts` names it: by what is written there, wherever that stands by now. */
function nameOf(source: string, { mutatorName, replacement, location }: Alteration): string {
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last]!.slice(0, end.column - 1);
  lines[0] = lines[0]!.slice(start.column - 1);
  const written = lines.join(' ').replaceAll(/\s+/g, ' ');
  return `${mutatorName}: ${written} -> ${replacement.replaceAll(/\s+/g, ' ')}`;
}

/** The line on which an alteration begins: the same words can be altered on several. */
function lineOf(source: string, { location }: Alteration): string {
  return source.split('\n')[location.start.line - 1]!.trim();
}

const REPORT = 'dist/stryker.json';
const { files } = JSON.parse(await readFile(REPORT, 'utf8')) as Report;
const unexplained: string[] = [];
let survivors = 0;
for (const [file, { source, mutants }] of Object.entries(files)) {
  const reasons = explained.filter((entry) => entry.file === file);
  for (const mutant of mutants.filter(({ status }) => UNNOTICED.includes(status))) {
    survivors += 1;
    const name = nameOf(source, mutant);
    const line = lineOf(source, mutant);
    if (reasons.some((entry) => entry.line === line && entry.altered.includes(name))) continue;
    unexplained.push(`${file}:${mutant.location.start.line}: ${name}`);
  }
}
console.log(`${survivors} survivors, ${survivors - unexplained.length} of them explained`);
if (unexplained.length > 0) {
  console.error(
    `${unexplained.join('\n')}\nexpected a reason for each; let a check of properties/mutation/ notice it, or say in properties/mutation/survivors/ why none can`,
  );
  process.exitCode = 1;
}
