/**
 * Does a walk that remembers what it saw come to the same as lockstep with every check in full, call by
 * call? Each walk is made a second time in lockstep along its calls; of a target that keeps something
 * outside its snapshots, which the bytes cannot show, too. Unnoticed otherwise: a step that is taken for
 * one that was made before, so that a failure is passed over a thousand times a second.
 */
import { expect, test } from 'vitest';
import {
  type Callers,
  Calls,
  implementation,
  type Target,
  targets,
  unitFor,
  Walker,
  walksOf,
} from '#harness';
import { type Scope, scopes } from '#model';

const SEED = 1;

/** How a walk went, and how its calls go in lockstep. */
interface BothWays {
  readonly walked: string;
  readonly inLockstep: string;
}

/** Walks up to the first that fails, each made both ways. */
function bothWays(target: Target, scope: Scope, walks: number, callers: Callers = 'lawful') {
  const walker = Walker.of(scope, target, callers);
  const calls = new Calls(scope, callers);
  const made: BothWays[] = [];
  for (const drawn of walksOf(
    { ...unitFor(target, 1, scope), runs: walks, commandsMax: 80 },
    SEED,
  )) {
    const { path, failing } = walker.walk(drawn);
    const { trace, failure } = calls.session(target, path).end();
    made.push({
      walked: `${failing?.failure?.property} at step ${path.length}`,
      inLockstep: `${failure?.property} at step ${trace.length}`,
    });
    if (failing !== undefined) break;
  }
  return made;
}

const failed = ({ walked }: BothWays): boolean => !walked.startsWith('undefined');

test.each([
  { scope: scopes.tiny, callers: 'lawful' },
  { scope: scopes.queue, callers: 'lawful' },
  { scope: scopes.vfio, callers: 'sloppy' },
] as const)('a clean target agrees at every step of $callers walks in $scope.name', (asked) => {
  const made = bothWays(implementation, asked.scope, 3, asked.callers);
  expect(made.map(({ walked }) => walked)).toEqual(made.map(({ inLockstep }) => inLockstep));
  expect(made.filter(failed)).toEqual([]);
});

test.each([
  { name: 'uncharges-twice', scope: scopes.mediated },
  { name: 'close-unbinds-again', scope: scopes.queue },
  { name: 'reuses-pasid-of-closed-file', scope: scopes.vfio },
])('$name fails at the step at which it fails in lockstep', ({ name, scope }) => {
  const made = bothWays(targets.get(`defect/${name}`)!, scope, 60);
  expect(made.map(({ walked }) => walked)).toEqual(made.map(({ inLockstep }) => inLockstep));
  expect(made.some(failed)).toBe(true);
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
  expect(bothWays(hiding, scopes.mediated, 60).some(failed)).toBe(true);
});

test('what a walk comes to does not depend on what is remembered', () => {
  const unit = { ...unitFor(implementation, 1, scopes.queue), runs: 8, commandsMax: 40 };
  const story = (target: Target) => {
    const walker = Walker.of(scopes.queue, target, 'lawful');
    const paths = walksOf(unit, SEED).map((drawn) => walker.walk(drawn).path);
    return { paths, shown: walker.shown() };
  };
  const fresh = story({ ...implementation });
  const target = { ...implementation };
  story(target);
  expect(story(target)).toEqual(fresh);
});
