/**
 * Is every recorded row of the kill matrix what is decided anew? Unnoticed otherwise: a claim, a defect
 * or the machine changed, and the book still says who notices what.
 */
import { expect, test } from 'vitest';
import { recordedMatrix } from '#cli';
import { type Defect, defects, matrixRow } from '#harness';

const seeded: readonly Defect[] = Object.values(defects).flat();

test.each(recordedMatrix())('the row of $defect', (row) => {
  expect(matrixRow(seeded.find(({ name }) => name === row.defect)!)).toEqual(row);
});
