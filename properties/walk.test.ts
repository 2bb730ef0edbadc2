/**
 * Does a walk that remembers what it saw come to the same as lockstep with every check in full, step by
 * step? Each walk is made a second time in lockstep along its calls, and every answer, witness and failure
 * is held against it; of a target that keeps something outside its snapshots, which the bytes cannot show,
 * too. Unnoticed otherwise: a step that is taken for one that was made before, so that a failure is passed
 * over a hundred thousand times a second; and a search that believes what a walk remembered wrongly.
 */
import { expect, test } from 'vitest';
import { Search } from '#checker';
import {
  type Callers,
  Calls,
  everything,
  implementation,
  ProductSystem,
  Seen,
  Session,
  type Target,
  targets,
  type Unit,
  unitFor,
  Walker,
  walksOf,
} from '#harness';
import { type Scope, scopes } from '#model';

const SEED = 1;

/** What runs showed, as plain values, and where the first failure stood. */
interface Story {
  readonly answers: Readonly<Record<string, number>>;
  readonly witnesses: readonly string[];
  /** Of each run: the property that failed, and after how many steps. */
  readonly ends: readonly string[];
}

function storyOf({ shown }: { shown: Seen['shown'] }, ends: readonly string[]): Story {
  const answers = [...shown.counts].flatMap(([action, counts]) =>
    [...counts].map(([answer, count]) => [`${action} ${answer}`, count] as const),
  );
  return { answers: Object.fromEntries(answers), witnesses: [...shown.witnesses].sort(), ends };
}

/** Walks up to the first that fails, each made both ways. */
function bothWays(target: Target, scope: Scope, walks: number, callers: Callers = 'lawful') {
  const walker = Walker.of(scope, target, callers);
  const calls = new Calls(scope, callers);
  const seen = new Seen();
  const ends: { walked: string[]; inLockstep: string[] } = { walked: [], inLockstep: [] };
  for (const drawn of walksOf(unitOfWalks(target, scope, walks), SEED)) {
    const { path, failing } = walker.walk(drawn);
    ends.walked.push(`${failing?.failure?.property} at step ${path.length}`);
    const setting = { scope, target, callers, checks: everything, path: 'mutable', seen } as const;
    const session = new Session(setting);
    for (const label of path) {
      if (session.step(session.referring(calls.at(session.state, label))) !== undefined) break;
    }
    const { trace, failure } = session.end();
    ends.inLockstep.push(`${failure?.property} at step ${trace.length}`);
    if (failing !== undefined) break;
  }
  return {
    walked: storyOf({ shown: walker.shown() }, ends.walked),
    inLockstep: storyOf(seen, ends.inLockstep),
  };
}

function unitOfWalks(target: Target, scope: Scope, runs: number): Unit {
  return { ...unitFor({ target, path: 'incremental' }, 1, scope), runs, commandsMax: 80 };
}

const hasFailed = ({ ends }: Story): boolean => !ends.at(-1)!.startsWith('undefined');

test.each([
  { scope: scopes.tiny, callers: 'lawful' },
  { scope: scopes.queue, callers: 'lawful' },
  { scope: scopes.pair, callers: 'lawful' },
  { scope: scopes.vfio, callers: 'sloppy' },
] as const)('a clean target agrees at every step of $callers walks in $scope.name', (asked) => {
  const { walked, inLockstep } = bothWays(implementation, asked.scope, 3, asked.callers);
  expect(walked).toEqual(inLockstep);
  expect(hasFailed(walked)).toBe(false);
});

test.each([
  { name: 'uncharges-twice', scope: scopes.mediated },
  { name: 'close-unbinds-again', scope: scopes.queue },
  { name: 'reuses-pasid-of-closed-file', scope: scopes.vfio },
])('$name fails at the step at which it fails in lockstep', ({ name, scope }) => {
  const { walked, inLockstep } = bothWays(targets.get(`defect/${name}`)!, scope, 60);
  expect(walked.ends).toEqual(inLockstep.ends);
  expect(hasFailed(walked)).toBe(true);
});

test('a defect shows though all snapshots are alike', () => {
  const target = targets.get('defect/mdev-close-keeps-slot')!;
  const hiding: Target = {
    name: 'hiding',
    create(topology, platform) {
      const driver = target.create(topology, platform);
      driver.snapshot = () => new Uint8Array();
      return driver;
    },
  };
  expect(hasFailed(bothWays(hiding, scopes.mediated, 60).walked)).toBe(true);
});

test('what a walk comes to does not depend on what is remembered', () => {
  const story = (target: Target) => {
    const walker = Walker.of(scopes.queue, target, 'lawful');
    const drawn = walksOf(unitOfWalks(target, scopes.queue, 8), SEED);
    const paths = drawn.map((each) => walker.walk(each).path);
    return { paths, shown: storyOf({ shown: walker.shown() }, []) };
  };
  const fresh = story({ ...implementation });
  const target = { ...implementation };
  story(target);
  expect(story(target)).toEqual(fresh);
});

test('a search finds as much in a graph of which walks made a part', () => {
  const counts = (scope: Scope) => {
    const search = new Search(new ProductSystem(scope, implementation), { exact: true });
    search.advance(60);
    return search.counts();
  };
  bothWays(implementation, scopes.mediated, 5);
  // Of another object nothing is remembered.
  expect(counts(scopes.mediated)).toEqual(counts({ ...scopes.mediated }));
});
