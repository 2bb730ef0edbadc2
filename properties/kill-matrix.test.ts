/**
 * Does the kill matrix say which property notices which defect at home, and how soon? A row is compared
 * with every sequence of its first lengths, each made from reset with one property on; recorded rows are
 * decided anew; what is derived is computed from a small table by hand.
 * Unnoticed otherwise: a claim of which nobody knows that others say all it says.
 */
import { expect, test } from 'vitest';
import { recordedMatrix } from '#cli';
import {
  type Callers,
  type Defect,
  defects,
  implementation,
  killMatrix,
  matrixRow,
  only,
  type Property,
  properties,
  Seen,
  Session,
  searchAlone,
  type Target,
} from '#harness';
import { machine, preconditionHolds, type Scope, scopes } from '#model';
import { say } from './terminal.js';

// Decided anew in a second or two each; `npm run test:long` does so with all that are recorded.
const RUN = { decided: ['gives-second-pasid', 'lists-no-domain', 'keeps-handle-without-users'] };

/** Of the sequences that are made one by one. */
const LENGTH_MAX = 3;

const seeded: readonly Defect[] = Object.values(defects).flat();
const targetOf = ({ name, create }: Defect): Target => ({ name: `defect/${name}`, create });
const named = (name: string): Defect => seeded.find((defect) => defect.name === name)!;

/** The least length up to `max` at which one property, alone, is broken by some sequence from reset. */
function naively(scope: Scope, target: Target, property: Property, max: number) {
  const callers: Callers = 'lawful';
  const setting = { scope, target, callers, checks: only(property), path: 'mutable' } as const;
  const made = (commands: readonly Parameters<Session['step']>[0][]): Session => {
    const session = new Session({ ...setting, seen: new Seen() });
    for (const command of commands) if (session.step(command) !== undefined) break;
    return session;
  };
  let open: (readonly Parameters<Session['step']>[0][])[] = [[]];
  for (let length = 1; length <= max; length += 1) {
    const longer: typeof open = [];
    for (const commands of open) {
      const { state } = made(commands);
      for (const action of machine.alphabet(scope)) {
        if (!preconditionHolds(state, action) || machine.isPastBound(scope, state, action))
          continue;
        for (const { faults, pasid } of machine.inputs(state, action)) {
          if (pasid === undefined) longer.push([...commands, { action, faults }]);
        }
      }
    }
    if (longer.some((commands) => made(commands).end().failure?.property === property))
      return length;
    open = longer;
  }
  return undefined;
}

test('the search comes to what every sequence of up to three calls comes to, property by property', () => {
  const setting = {
    scope: scopes.strangers,
    target: targetOf(named('keeps-handle-without-users')),
    callers: 'lawful',
  } as const;
  const judges = ['claims', 'outcome', 'state'] as const;
  const kills = judges.flatMap((judge) => searchAlone(setting, judge, 5_000).kills);
  for (const property of ['handle-has-users', 'outcome', 'state', 'single-owner'] as const) {
    const length = kills.find((kill) => kill.property === property)?.length ?? LENGTH_MAX + 1;
    const least = naively(setting.scope, setting.target, property, LENGTH_MAX);
    expect([property, least]).toEqual([property, length > LENGTH_MAX ? undefined : length]);
  }
});

test('the shipped implementation is noticed by nobody, and the search comes to every pair of states', () => {
  const setting = { scope: scopes.mediated, target: implementation, callers: 'lawful' } as const;
  for (const judge of ['claims', 'outcome', 'state'] as const) {
    expect(searchAlone(setting, judge, 5_000)).toEqual({ kills: [], states: 784, complete: true });
  }
});

test('a search that may come to fewer states than there are says so', () => {
  const setting = { scope: scopes.mediated, target: implementation, callers: 'lawful' } as const;
  expect(searchAlone(setting, 'claims', 100).complete).toBe(false);
});

test('recorded rows are of seeded defects, in their order, and each is noticed by somebody', () => {
  const names = recordedMatrix().map(({ defect }) => defect);
  expect(names).toEqual(seeded.map(({ name }) => name).filter((name) => names.includes(name)));
  expect(killMatrix(recordedMatrix()).notKilled).toEqual([]);
});

test.each(RUN.decided)('the row of %s is what is recorded', (name) => {
  expect(matrixRow(named(name))).toEqual(recordedMatrix().find(({ defect }) => defect === name));
});

test('the matrix says which claim alone notices what, and which notices nothing alone', () => {
  const judged = [
    ['a', ['single-owner', 'outcome']],
    ['b', ['single-owner', 'pasid-in-range', 'state']],
    ['c', ['outcome']],
    ['d', []],
  ] as const;
  const matrix = killMatrix(
    judged.map(([defect, killers]) => ({
      defect,
      killedBy: killers.map((property) => ({ property })),
    })),
  );
  expect(matrix).toMatchObject({
    kills: { 'single-owner': ['a', 'b'], 'pasid-in-range': ['b'], outcome: ['a', 'c'] },
    onlyKiller: [{ defect: 'a', property: 'single-owner' }],
    comparisonsOnly: ['c'],
    notKilled: ['d'],
  });
  expect(Object.keys(matrix.kills)).toEqual(properties);
  expect(matrix.redundant).toContain('pasid-in-range');
  expect(matrix.redundant).not.toContain('single-owner');
  expect(matrix.redundant).not.toContain('outcome');
});

test('`defects` says who notices a defect at home, for people and for machines', async () => {
  const argv = ['defects', '--only', 'defect/lists-no-domain', '--check'];
  const said = await say(...argv);
  expect(said).toMatchObject({ exitCode: 0, error: '' });
  expect(said.out).toMatch(
    /^defect\/lists-no-domain +found by mm-domains-listed, .*; at home in strangers: .*mm-domains-listed \(2\), .*state \(2\)$/m,
  );
  const { out } = await say(...argv, '--json');
  const kill = { property: 'mm-domains-listed', length: 2 };
  expect(JSON.parse(out)).toMatchObject({
    defects: [{ home: 'strangers', isProven: true, killedBy: expect.arrayContaining([kill]) }],
    matrix: { notKilled: [] },
  });
});

test('a defect that nobody seeded is wrong usage', async () => {
  const said = await say('defects', '--only', 'nothing');
  expect(said).toMatchObject({ exitCode: 2, out: '' });
  expect(said.error).toMatch(/`npx pasid-verify defects` lists/);
});
