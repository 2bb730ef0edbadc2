/**
 * Does the kill matrix say which property notices which defect? Judging every claim in one pass is
 * compared with asking each alone, in the same runs; the matrix is computed from a small table by
 * hand. That each defect is found by the property it is listed under is asked elsewhere.
 */
import { describe, expect, test } from 'vitest';
import {
  type Defect,
  defects,
  drawsOf,
  hunt,
  killFinder,
  killMatrix,
  only,
  type Property,
  properties,
  runDraws,
  Seen,
  turnOf,
} from '#harness';
import { say } from './terminal.js';

const RUN = { seed: 1, turns: 1, defects: 2, propertiesOneIn: 8 };

const seeded: readonly Defect[] = Object.values(defects).flat();
const asked = seeded.filter((_, i) => i % Math.ceil(seeded.length / RUN.defects) === 0);

/** The first run of the turn in which the property, alone, notices the defect, and at which step. */
function alone({ name, create }: Defect, property: Property): object | undefined {
  const { unit, callers } = turnOf(0);
  const target = { name: `defect/${name}`, create };
  const setting = { scope: unit.scope, callers, path: 'mutable', seen: new Seen() } as const;
  for (const [index, drawn] of drawsOf(unit, RUN.seed).entries()) {
    const { failure, trace } = runDraws({ ...setting, target, checks: only(property) }, drawn);
    if (failure?.property === property) return { property, run: index + 1, length: trace.length };
  }
  return undefined;
}

describe('all claims in one pass say what each says alone', () => {
  test.each(asked)('of $name', (defect) => {
    const kills = killFinder(RUN.seed, RUN.turns).killsOf({ defect, runs: 1 });
    expect(kills).not.toEqual([]);
    // Every killer, and a sample of those that noticed nothing: asking them all takes a minute.
    for (const [i, property] of properties.entries()) {
      const kill = kills.find((each) => each.property === property);
      if (kill === undefined && i % RUN.propertiesOneIn !== 0) continue;
      expect(alone(defect, property)).toEqual(kill);
    }
  });
});

test('the property that found a defect in a hunt is among its killers, in the same run', () => {
  // Of these the second one takes longer than one turn, which is all that the matrix has here.
  for (const name of ['gives-second-pasid', 'frees-while-attached']) {
    const [property, defect] = Object.entries(defects)
      .flatMap(([id, all]) => all.map((each): [Property, Defect] => [id as Property, each]))
      .find(([, each]) => each.name === name)!;
    const hunted = hunt(defect, property, RUN.seed, 'stop');
    const kills = killFinder(RUN.seed, RUN.turns).killsOf(hunted);
    expect(kills).toContainEqual(expect.objectContaining({ property, run: hunted.runs }));
  }
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

test('`defects` says who notices a defect, for people and for machines', async () => {
  const argv = ['defects', '--only', 'defect/aliases-pasids'];
  const said = await say(...argv);
  expect(said).toMatchObject({ exitCode: 0, error: '' });
  expect(said.out).toMatch(
    /^defect\/aliases-pasids +found by single-owner, \d+ commands, run \d+; also by .*, outcome, state$/m,
  );
  expect(said.out).toMatch(/^each property alone, in \d+ runs \(queue, lawful callers; .*\):$/m);
  const { out } = await say(...argv, '--json');
  const number: unknown = expect.any(Number);
  const kill = { property: 'single-owner', run: number, length: number };
  expect(JSON.parse(out)).toMatchObject({
    defects: [{ defect: 'aliases-pasids', killedBy: expect.arrayContaining([kill]) }],
    matrix: {
      budget: { seed: RUN.seed, runs: number },
      kills: { 'single-owner': ['aliases-pasids'] },
      notKilled: [],
    },
  });
});

test('a defect that nobody seeded is wrong usage', async () => {
  const said = await say('defects', '--only', 'nothing');
  expect(said).toMatchObject({ exitCode: 2, out: '' });
  expect(said.error).toMatch(/`npx pasid-verify defects` lists/);
});
