/**
 * Do `explore --claims liveness`, `verify` and `explain` say of claims about runs what was decided?
 * Each verdict is asked for: holds, skipped, refuted by a run with and without a loop, beyond the
 * bounds, interrupted. Unnoticed otherwise: a verdict that no exit code shows.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyLiveness } from '#cli';
import { liveness, scopes } from '#model';
import { tempFiles } from './temp-files.js';
import { say, sayInterrupted, silent } from './terminal.js';

const { folder } = tempFiles();
const deciding = (scope: string, ...argv: string[]) =>
  say('explore', '--scope', scope, '--claims', 'liveness', ...argv);

test('a scope is answered claim by claim, and what it does not reach is skipped', async () => {
  const said = await deciding('mediated', '--json');
  expect(said).toMatchObject({ exitCode: 0, error: '' });
  const { verdict, searches } = JSON.parse(said.out);
  expect(verdict).toBe('holds');
  expect(searches[0]).toMatchObject({ name: 'scope mediated', distinct: 784, complete: true });
  const claims = searches.slice(1);
  expect(claims.map(({ name }: { name: string }) => name)).toEqual(
    liveness.map(({ id }) => `liveness ${id}`),
  );
  expect(claims[0]).toEqual({
    name: 'liveness drain-ends',
    verdict: 'holds',
    claim: 'drain-ends',
    mode: 'leads-to',
    fairness: ['drain-complete', 'page-response'],
    antecedent: 'drain-returns-id',
    isReached: true,
    subjects: 2,
    due: 808,
    waiting: 808,
    components: 134,
    farthest: 0,
    cut: 0,
  });
  expect(claims[2]).toMatchObject({ verdict: 'skipped', isReached: false });
});

describe('a run that refutes a claim', () => {
  test('is shown with the loop that it goes round for ever', async () => {
    const said = await deciding('tiny', '--fault', 'drain-begins-anew');
    expect(said).toMatchObject({ exitCode: 1, error: '' });
    expect(said.out).toMatch(
      /^liveness drain-ends +violated: of pasid 1 by a run of 5 steps; [^]*?^ {2}4 {2}sva-unbind h1 +done\n {5}<- from here on drain-ends waits for pasid 1\n {5}for ever:\n {2}5 {2}drain-complete g0 pasid 1 +done\nA PASID that its owner let go/m,
    );
    expect(said.out).toMatch(/<- from here no run leads there any more\nA PASID/);
  });

  test('may end where nothing happens any more', async () => {
    const { out } = await deciding('tiny', '--fault', 'release-keeps-blocking');
    expect(out).toMatch(
      / {2}2 {2}group-release g0 +done\n.*waits for g0\n {5}for ever: nothing, and no fair action could be called$/m,
    );
  });

  test('is written as an ITF trace whose last state is the one that its loop begins with', async () => {
    const file = path.join(folder, 'run.itf.json');
    const said = await deciding(
      'queue',
      '--fault',
      'answer-lost-on-drain',
      '--itf',
      file,
      '--json',
    );
    expect(said).toMatchObject({ exitCode: 1, error: '' });
    const itf = JSON.parse(await readFile(file, 'utf8'));
    const claims = JSON.parse(said.out).searches;
    const { missed } = claims.find(({ verdict }: { verdict: string }) => verdict === 'violated');
    expect(missed).toMatchObject({ subject: 'pasid 1', dueAfter: 6, loop: 6 });
    expect(itf).toMatchObject({
      '#meta': { 'pasid-verify-run': { claim: 'drain-ends', subject: 'pasid 1', scope: 'queue' } },
      loop: 6,
    });
    expect(itf.states).toHaveLength(missed.trace.length + 1);
    const bare = (state: object): object =>
      Object.fromEntries(Object.entries(state).filter(([name]) => !/^#|^mbt::/.test(name)));
    expect(bare(itf.states.at(-1))).toEqual(bare(itf.states[itf.loop]));
    expect(itf.states.at(-1)['mbt::actionTaken']).toBe('drain-complete');
  });
});

test('runs that leave the bounds while they wait leave a claim undecided', async () => {
  const said = await deciding('driver');
  expect(said).toMatchObject({ exitCode: 3, error: '' });
  expect(said.out).toMatch(
    /^liveness drain-ends +undecided: 64 of 240 waiting states lead beyond the bounds; /m,
  );
});

test('a search that is stopped decides nothing', async () => {
  const said = await sayInterrupted('explore', '--scope', 'tiny', '--claims', 'liveness', '--json');
  expect(said.exitCode).toBe(3);
  expect(JSON.parse(said.out).searches).toEqual([
    expect.objectContaining({ verdict: 'undecided', stoppedBy: 'interruption' }),
  ]);
});

test.each([
  { argv: ['--scope', 'odd'], expected: /saw odd, of which no such claim is made/ },
  { argv: ['--machine', 'toy'], expected: /saw --machine toy, which makes no such claim/ },
  { argv: [], expected: /one of tiny, vfio, queue, .*, saw none/ },
  { argv: ['--scope', 'tiny', '--fault', 'no'], expected: /expected one of drain-keeps-let-go, / },
  {
    argv: ['--scope', 'tiny', '--target', 'implementation'],
    expected: /the graph is that of the machine alone/,
  },
])('claims about runs of $argv are answered in one line, with exit code 2', async (wrong) => {
  const said = await say('explore', '--claims', 'liveness', ...wrong.argv);
  expect(said).toEqual({ exitCode: 2, out: '', error: expect.stringMatching(wrong.expected) });
  expect(said.error).toMatch(/ Next: npx pasid-verify explore /);
});

test('a fault is for claims about runs', async () => {
  const said = await say('explore', '--scope', 'tiny', '--fault', 'drain-begins-anew');
  expect(said).toMatchObject({ exitCode: 2, out: '' });
  expect(said.error).toMatch(/expected --claims liveness with --fault or --itf, saw --claims all/);
});

test('verify is undecided of a claim that no scope of its own speaks of', async () => {
  const results = await verifyLiveness(silent, [scopes.mediated]);
  expect(results.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['liveness drain-ends', 'holds'],
    ['liveness let-go-comes-free', 'undecided'],
    ['liveness pending-is-answered', 'undecided'],
    ['liveness kernel-gets-group-back', 'undecided'],
    ['liveness everything-comes-back', 'holds'],
  ]);
  expect(results[1]!.summary).toBe('checked in vain: no scope reaches attached-id-condemned');
});

describe('explain', () => {
  test('says of a claim about runs what is fair, where it holds, and how to decide it again', async () => {
    const { exitCode, out } = await say('explain', 'pending-is-answered');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^fairness: weak, of each call of drain-complete and page-response/m);
    expect(out).toContain(
      'scope queue: 390 obligations of 1 subject, waited for in 390 states of 146 components',
    );
    expect(out).toContain('npx pasid-verify explore --scope queue --claims liveness');
    expect(out).toMatch(/^faults of the machine it finds:\n {2}- answer-lost-on-drain: /m);
  });

  test('says of a numbered fact which claims state it, or why none does', async () => {
    const { out } = await say('explain', 'L3');
    expect(out).toMatch(/^stated by:\n[^]*- pending-is-answered: Every page request/m);
    expect((await say('explain', 'L5')).out).toMatch(/^out of scope: There is no clock/m);
  });
});
