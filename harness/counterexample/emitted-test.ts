import { claimOf } from '../text.js';
import type { Counterexample } from './block.js';
import type { Block } from './schema.js';

/** What the test imports from; this file itself is behind that door. */
const DOOR = '#harness';

/**
 * A test file for vitest that makes the trace again and needs no other file: it fails while the
 * target breaks a property on it, and passes once it breaks none.
 */
export function emittedTest(
  block: Block,
  { property }: Pick<Counterexample, 'property'>,
  target: string,
): string {
  // What was proven, and what else broke, is said of the target that the file names.
  const { certificate: _, alsoBroken: __, ...recorded } = block;
  return `/**
 * Does ${target} hold on a trace that once broke ${property}?
${wrapped(claimOf(property))}
 * Each call is made on target and model, and every check follows each of them. Written by
 * \`npx pasid-verify replay --emit-test\`.
 */
import { expect, test } from 'vitest';
import { counterexampleOf, replay, targets } from '${DOOR}';

const counterexample = counterexampleOf(${literal(recorded, 0)});

test(${quoted(`${target} holds on a trace that once broke ${property}`)}, () => {
  const run = replay(targets.get(${quoted(target)})!, counterexample);
  expect('unmade' in run ? run.unmade : run.failure?.reason).toBeUndefined();
});
`;
}

/** So wide is a line of code in this house. */
const WIDTH = 100;

/** A text as lines of a comment. */
const wrapped = (text: string): string =>
  text.replaceAll(/(.{1,95})(?: +|$)/g, ' * $1\n').trimEnd();

/** A plain value as the formatter of this house writes it: on one line where that is wide enough. */
function literal(value: unknown, depth: number, before = 0): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const line = flat(value);
  if (2 * depth + before + line.length < WIDTH) return line;
  const inner = '  '.repeat(depth + 1);
  const items = Array.isArray(value)
    ? value.map((item) => literal(item, depth + 1))
    : Object.entries(value).map(
        ([key, item]) => `${named(key)}: ${literal(item, depth + 1, named(key).length + 2)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${'  '.repeat(depth)}${close}`;
}

function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return literal(value, 0);
  const entries = Object.entries(value).map(([key, item]) => `${named(key)}: ${flat(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const named = (key: string): string => (/^[a-zA-Z_]\w*$/.test(key) ? key : quoted(key));

/** A string in single quotes. */
const quoted = (text: string): string =>
  text.includes("'") && !text.includes('"')
    ? JSON.stringify(text)
    : `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
