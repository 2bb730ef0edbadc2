import * as v from 'valibot';
import { type MatrixRow, properties } from '#harness';
import { type RowsFile, readRows, withCallers } from './recorded-rows.js';

/** Where the rows of the kill matrix are kept, for the book and for readers. */
export const MATRIX: RowsFile<MatrixRow> = {
  file: 'docs/kill-matrix.json',
  about: 'rows of the kill matrix',
  row: v.strictObject({
    defect: v.string(),
    home: v.string(),
    callers: v.picklist(['lawful', 'sloppy']),
    isComplete: v.boolean(),
    killedBy: v.array(v.strictObject({ property: v.picklist(properties), length: v.number() })),
  }),
  next: 'npx pasid-verify defects --record',
};

/** The recorded rows, in the order in which the defects are declared. */
export const recordedMatrix = (): readonly MatrixRow[] => readRows(MATRIX);

/** A row in a few words: where, and who notices the defect there, each with its shortest length. */
export function rowText(row: MatrixRow): string {
  const by = row.killedBy.map(({ property, length }) => `${property} (${length})`);
  return `at home in ${homeText(row)}: ${by.join(', ') || 'nobody'}`;
}

/** The home of a defect, and whether all of it was seen. */
export function homeText({ home, callers, isComplete }: MatrixRow): string {
  const where = withCallers(home, callers);
  return isComplete ? where : `${where}, not every state was come to`;
}
