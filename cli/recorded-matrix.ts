import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { defects, InputError, type MatrixRow, packageRoot } from '#harness';

/** Where the rows of the kill matrix are kept, for the book and for readers. */
const FILE = path.join('docs', 'kill-matrix.json');
const NEXT = 'npx pasid-verify defects --record';

const schema = v.array(
  v.strictObject({
    defect: v.string(),
    home: v.string(),
    callers: v.picklist(['lawful', 'sloppy']),
    isProven: v.boolean(),
    isComplete: v.boolean(),
    killedBy: v.array(v.strictObject({ property: v.string(), length: v.number() })),
  }),
);

/** The rows as they were recorded, in the order in which the defects are declared. */
export function recordedMatrix(): readonly MatrixRow[] {
  const file = path.join(packageRoot(), FILE);
  try {
    return v.parse(schema, JSON.parse(readFileSync(file, 'utf8'))) as readonly MatrixRow[];
  } catch (error) {
    const seen = (error as Error).message;
    throw new InputError({ file: FILE, expected: 'rows of the kill matrix', seen, next: NEXT });
  }
}

/** Keeps rows in place of those of the same defects, whole or not at all. */
export async function recordRows(rows: readonly MatrixRow[]): Promise<void> {
  const all = new Map([...recordedMatrix(), ...rows].map((row) => [row.defect, row]));
  const names = Object.values(defects).flatMap((seeded) => seeded.map(({ name }) => name));
  const kept = names.flatMap((name) => all.get(name) ?? []);
  const text = kept.map((row) => ` ${JSON.stringify(row)}`).join(',\n');
  await writeFileAtomic(path.join(packageRoot(), FILE), `[\n${text}\n]\n`);
}

/** A row in a few words: where, and who notices the defect there, each with its shortest length. */
export function rowText(row: MatrixRow): string {
  const by = row.killedBy.map(({ property, length }) => `${property} (${length})`);
  return `at home in ${homeText(row)}: ${by.join(', ') || 'nobody'}`;
}

/** The home of a defect, and what is not certain there. */
export function homeText({ home, callers, ...is }: MatrixRow): string {
  return [
    callers === 'lawful' ? home : `${home} with ${callers} callers`,
    ...(is.isProven ? [] : ['a shorter trace may fail elsewhere']),
    ...(is.isComplete ? [] : ['not every state was come to']),
  ].join(', ');
}

/** Whether two rows say the same. */
export function sameRow(a: MatrixRow | undefined, b: MatrixRow | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
