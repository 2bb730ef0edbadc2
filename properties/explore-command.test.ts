/**
 * Does `explore` answer as its users expect: verdicts, exit codes, the JSON, and what is said of a
 * search that did not come to its end? The progress line of a real terminal is not looked at here.
 */
import { expect, test } from 'vitest';
import { tempFiles } from './temp-files.js';
import { say, sayInterrupted } from './terminal.js';

const { folder } = tempFiles();

test('a broken claim is answered by its shortest trace, and exit code 1', async () => {
  const said = await say('explore', '--machine', 'toy-bug');
  expect(said).toMatchObject({ exitCode: 1, error: '' });
  expect(said.out).toMatch(/^toy-bug {2}violated: quota-kept after 5 steps, and in no fewer; /);
  expect(said.out).toMatch(/^4 {2}free pasid=2\n5 {2}alloc process=1\n {3}<- process 1 holds 3$/m);
});

test('JSON holds the counts and the trace, and the same bytes every time', async () => {
  const argv = ['explore', '--machine', 'toy-bug', '--json', '--exact'];
  const said = await say(...argv);
  expect(await say(...argv)).toEqual(said);
  const { command, verdict, searches } = JSON.parse(said.out);
  expect({ command, verdict }).toEqual({ command: 'explore', verdict: 'violated' });
  expect(searches).toEqual([
    {
      name: 'toy-bug',
      verdict: 'violated',
      machine: 'toy-bug',
      complete: false,
      distinct: 367,
      generated: 578,
      depth: 6,
      cuts: 0,
      collisionOdds: 0,
      bytesPerState: expect.any(Number),
      violated: 'quota-kept',
      reason: 'process 1 holds 3',
      trace: expect.any(Array),
    },
  ]);
  expect(searches[0].trace).toHaveLength(5);
});

test('with symmetry it counts classes, and says what is alike in them', async () => {
  const said = await say('explore', '--machine', 'toy', '--symmetry', '--json');
  expect(said).toMatchObject({ exitCode: 0, error: '' });
  expect(JSON.parse(said.out).searches[0]).toMatchObject({
    distinct: 1_070,
    generated: 9_861,
    symmetry: {
      classes: 1_070,
      statesMax: 614_656,
      alike: { pasid: [5], process: [4] },
      fixed: {},
    },
  });
});

test('with symmetry a broken claim is answered by a trace of states, and by what keeps its numbers', async () => {
  const said = await say('explore', '--machine', 'toy-bug', '--symmetry');
  expect(said).toMatchObject({ exitCode: 1, error: '' });
  expect(said.out).toMatch(/ \d+ classes of at most \d+ states, /);
  expect(said.out).toMatch(
    /^ {2}alike: process 4; pasid not: the PASID freed last, else the lowest, /m,
  );
  expect(said.out).toMatch(
    /^4 {2}free pasid=\d\n5 {2}alloc process=(\d)\n {3}<- process \1 holds 3$/m,
  );
});

test.each([
  {
    argv: ['--scope', 'tiny', '--target', 'implementation'],
    expected:
      /expected the reference machine alone, .* saw --target implementation, .* takes the lowest id\. Next: npx pasid-verify explore --scope tiny --symmetry$/,
  },
  {
    argv: ['--scope', 'pair'],
    expected:
      /expected things in scope pair that are alike, saw none\. Next: npx pasid-verify explore --scope pair$/,
  },
])('symmetry is refused in one line, with exit code 2, for $argv', async ({ argv, expected }) => {
  const said = await say('explore', '--symmetry', ...argv);
  expect(said).toEqual({ exitCode: 2, out: '', error: expect.stringMatching(expected) });
});

test('times are printed when they are asked for', async () => {
  const said = await say('explore', '--machine', 'toy-bug', '--json', '--timing');
  expect(JSON.parse(said.out).searches[0].timing).toMatchObject({ seconds: 1 });
});

test('Ctrl-C ends a search, which says what it did and is undecided', async () => {
  const said = await sayInterrupted('explore', '--machine', 'toy', '--json');
  expect(said.exitCode).toBe(3);
  expect(JSON.parse(said.out).searches[0]).toMatchObject({
    complete: false,
    stoppedBy: 'interruption',
    distinct: expect.any(Number),
    queued: expect.any(Number),
  });
});

test('a search that needs more memory than it may take is undecided', async () => {
  const said = await say('explore', '--machine', 'toy', '--memory', '2');
  expect(said.exitCode).toBe(3);
  expect(said.out).toMatch(/^toy {2}undecided: 2 MB are full: \d+ states, .* not searched from$/m);
});

test.each([
  { argv: ['--machine', 'nope'], expected: /Allowed choices are toy, toy-bug/ },
  { argv: ['--scope', 'nope'], expected: /expected one of tiny, pair, / },
  { argv: ['--scope', 'small'], expected: /small has more states .* expected one of tiny, pair, / },
  {
    argv: ['--machine', 'toy', '--scope', 'tiny'],
    expected: /cannot be used with option '--scope/,
  },
  { argv: ['--machine', 'toy', '--memory', '0'], expected: /whole number from 1 to 1000000/ },
])('explore $argv is answered in one line, with exit code 2', async ({ argv, expected }) => {
  const said = await say('explore', ...argv);
  expect(said).toEqual({ exitCode: 2, out: '', error: expect.stringMatching(expected) });
  expect(said.error).toMatch(/ Next: npx pasid-verify explore --help$/);
});

test('without a scope or a machine it says which there are', async () => {
  const said = await say('explore');
  expect(said).toMatchObject({ exitCode: 2, out: '' });
  expect(said.error).toMatch(
    /expected --scope, one of tiny, pair, .* or --machine, one of toy, toy-bug, ioasid, /,
  );
});

test('a scope is answered with its counts, its cuts by action and the answers it reaches', async () => {
  const said = await say('explore', '--scope', 'tiny', '--json');
  expect(said).toMatchObject({ exitCode: 0, error: '' });
  const { verdict, searches } = JSON.parse(said.out);
  expect(verdict).toBe('holds');
  expect(searches).toEqual([
    expect.objectContaining({
      name: 'scope tiny',
      profile: 'reference',
      complete: true,
      cutBy: { 'device-claim': 54, 'sva-bind': 96 },
      answers: expect.arrayContaining(['sva-bind EAGAIN', 'sva-bind bound']),
    }),
  ]);
  const { cuts, cutBy } = searches[0];
  expect(Object.values<number>(cutBy).reduce((sum, count) => sum + count)).toBe(cuts);
});

test('a defect is found by the shortest trace, and replay shows the same', async () => {
  const argv = ['--scope', 'tiny', '--target', 'defect/refuses-second-bind', '--json'];
  const said = await say('explore', ...argv, '--corpus', folder);
  expect(said).toMatchObject({ exitCode: 1, error: '' });
  const { violated, counterexample } = JSON.parse(said.out).searches[0];
  expect(violated).toBe('outcome');
  const replayed = await say('replay', counterexample, '--json');
  expect(replayed.exitCode).toBe(1);
});
