import { existsSync } from 'node:fs';
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

/** The line on which an alteration begins. */
function lineOf(source: string, { location }: Alteration): string {
  return source.split('\n')[location.start.line - 1]!.trim();
}

/** An alteration with the line that it is on: the same words can be altered on several. */
const placed = (line: string, name: string) => `${line} | ${name}`;

const REPORT = 'dist/stryker.json';
const { files } = JSON.parse(await readFile(REPORT, 'utf8')) as Report;
const unexplained: string[] = [];
const unneeded: string[] = [];
let survivors = 0;
for (const [file, { source, mutants }] of Object.entries(files)) {
  // What takes longer than it may is noticed or not as the machine is busy: both are right.
  const needed = new Set<string>();
  const reasons = new Set(
    explained
      .filter((entry) => entry.file === file)
      .flatMap(({ line, altered }) => altered.map((name) => placed(line, name))),
  );
  for (const mutant of mutants) {
    const name = nameOf(source, mutant);
    const known = placed(lineOf(source, mutant), name);
    if (mutant.status !== 'Killed') needed.add(known);
    if (!UNNOTICED.includes(mutant.status)) continue;
    survivors += 1;
    if (!reasons.has(known)) unexplained.push(`${file}:${mutant.location.start.line}: ${name}`);
  }
  for (const known of reasons) if (!needed.has(known)) unneeded.push(`${file}: ${known}`);
}
for (const { file, line } of explained) if (!existsSync(file)) unneeded.push(`${file}: ${line}`);
console.log(`${survivors} survivors, ${survivors - unexplained.length} of them explained`);
complain(
  unexplained,
  'expected a reason for each; let a check of properties/mutation/ notice it, or say in properties/mutation/survivors/ why none can',
);
complain(
  unneeded,
  'expected no reason for what a check notices, or is not there; take it out of properties/mutation/survivors/',
);

function complain(about: readonly string[], expected: string): void {
  if (about.length === 0) return;
  console.error(`${about.join('\n')}\n${expected}`);
  process.exitCode = 1;
}
