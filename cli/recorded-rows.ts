import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { type Callers, InputError, packageRoot, seededDefects } from '#harness';

/** A file of rows, one of each seeded defect that was decided. */
export interface RowsFile<Row> {
  /** Where it lies in the package. */
  readonly file: string;
  /** What it has, in words. */
  readonly about: string;
  readonly row: v.GenericSchema<unknown, Row>;
  /** What to type to have it made anew. */
  readonly next: string;
}

/** The rows as they were recorded, in the order in which the defects are declared. */
export function readRows<Row>({ file, about, row, next }: RowsFile<Row>): readonly Row[] {
  try {
    return v.parse(v.array(row), JSON.parse(readFileSync(path.join(packageRoot(), file), 'utf8')));
  } catch (error) {
    throw new InputError({ file, expected: about, seen: (error as Error).message, next });
  }
}

/** Keeps a row in place of the one of the same defect, the file whole or not at all. */
export async function recordRow<Row extends { readonly defect: string }>(
  rows: RowsFile<Row>,
  row: Row,
): Promise<void> {
  const all = new Map([...readRows(rows), row].map((each) => [each.defect, each]));
  const kept = seededDefects.flatMap(({ name }) => all.get(name) ?? []);
  const text = kept.map((each) => ` ${JSON.stringify(each)}`).join(',\n');
  await writeFileAtomic(path.join(packageRoot(), rows.file), `[\n${text}\n]\n`);
}

/** Whether two rows say the same. */
export function sameRow<Row>(a: Row | undefined, b: Row | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A scope, and by whose calls it is searched where these are not the usual ones. */
export const withCallers = (scope: string, callers: Callers): string =>
  callers === 'lawful' ? scope : `${scope} with ${callers} callers`;
