/**
 * Is every recorded row of the kill matrix what is decided anew, and does the search for it come to what
 * every sequence of three calls comes to? Unnoticed otherwise: a claim, a defect or the machine changed,
 * and the book still says who notices what.
 */
import { expect, test } from 'vitest';
import { homeOf, recordedMatrix, recordedSurvey } from '#cli';
import { matrixRow, seededDefects } from '#harness';
import { scopes } from '#model';
import { naively, searched } from '../naive-alone.js';

const homes = new Map(recordedSurvey().map((surveyed) => [surveyed.defect, homeOf(surveyed)]));

test.each(recordedMatrix())('the row of $defect', (row) => {
  const defect = seededDefects.find(({ name }) => name === row.defect)!;
  expect(matrixRow(defect, homes.get(row.defect)!)).toEqual(row);
});

test('the search comes to what every sequence of three calls comes to, property by property', () => {
  const { name, create } = seededDefects.find(
    (defect) => defect.name === 'keeps-handle-without-users',
  )!;
  const target = { name: `defect/${name}`, create };
  const lengths = searched(scopes.strangers, target, 3);
  for (const property of ['handle-has-users', 'outcome', 'state', 'single-owner'] as const) {
    const least = naively(scopes.strangers, target, property, 3);
    expect([property, least]).toEqual([property, lengths.get(property)]);
  }
});
