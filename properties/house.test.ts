/**
 * Does the repository keep the rules that no linter knows? Each rule reads the text of all files
 * and answers a list of complaints, which must be empty. Rules live in house/, and
 * house/rules.test.ts shows that each of them can fail. Without this file the arrows between the
 * folders, the size of a layer and the words of the glossary would drift unnoticed.
 */
import { expect, test } from 'vitest';
import { houseRules } from './house/rules.js';
import { readTree } from './house/tree.js';

const tree = readTree();

test('the tree is read: its door, its model and its rules are among the files', () => {
  const paths = tree.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['package.json', 'contract/index.ts', 'properties/house.test.ts']),
  );
  expect(paths.filter((path) => /(^|\/)(node_modules|dist)\//.test(path))).toEqual([]);
});

test.each(Object.entries(houseRules))('%s', (_claim, rule) => {
  expect(rule(tree)).toEqual([]);
});
