/**
 * Can every property fail? Each seeded defect is looked for by the property it is listed under,
 * alone: the other properties and comparisons are off. A property that could not fail would
 * go unnoticed everywhere else.
 */

import { describe, expect, test } from 'vitest';
import { defects, hunt, type Property, properties } from '#harness';

const RUN = { seed: 1 };

const rows = Object.entries(defects).flatMap(([property, seeded]) =>
  seeded.map((defect) => ({ property: property as Property, defect })),
);

describe('a seeded defect is found by its property alone', () => {
  test.each(rows)('$property finds $defect.name', ({ property, defect }) => {
    expect(hunt(defect, property, RUN.seed, 'stop').run?.failure?.property).toBe(property);
  });
});

test('every property has a defect, and no defect has two names', () => {
  expect(Object.keys(defects).sort()).toEqual([...properties].sort());
  const names = rows.map(({ defect }) => defect.name);
  expect(new Set(names).size).toBe(names.length);
});
