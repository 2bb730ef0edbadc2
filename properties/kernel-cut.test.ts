/**
 * Is a function of the kernel cut out of its file as it stands there? Asked of a text of our own, so
 * that it needs no kernel. Unnoticed otherwise: a build from a declaration, or from half a function.
 */
import { expect, test } from 'vitest';
import { cutOut } from '#kernel';

const FILE = [
  'static int second(struct thing *it);',
  '',
  'int first(struct thing *it,',
  '\t  int more)',
  '{',
  '\tif (more) {',
  '\t\treturn second(it);',
  '\t}',
  '\treturn 0;',
  '}',
  '',
  'static int second(struct thing *it)',
  '{',
  '\treturn first(it, 0);',
  '}',
  '',
].join('\n');

test('a definition is cut out whole, and a declaration is none', () => {
  expect(cutOut(FILE, 'thing.c', ['second'])).toBe(
    'static int second(struct thing *it)\n{\n\treturn first(it, 0);\n}\n',
  );
  expect(cutOut(FILE, 'thing.c', ['second', 'first'])).toMatch(
    /^static int second\([^]*\n}\n\nint first\([^]*\n\treturn 0;\n}\n$/,
  );
});

test('a function that is not there is told by its name', () => {
  expect(() => cutOut(FILE, 'thing.c', ['firs', 'third'])).toThrow(
    'kernel:build: expected a definition of firs in thing.c, saw none; is it another kernel?',
  );
});
