/**
 * Do runs meet the numbers at which something ends? Random runs in a scope of each size note which ids
 * and limits their calls name, and each boundary has to be among them. Generation that draws the numbers
 * in the middle alone would go unnoticed elsewhere: whatever breaks at an end is then never asked for.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { implementation, only, runOfDraws, Seen, Session } from '#harness';
import { type ActionKind, pasidRows, type Scope, scopes } from '#model';

const RUN = { seed: 20261122, runs: 90, commandsMax: 40, scope: 'those below' };

/** What the calls of random runs name: ids, devices with ids, and limits as counted from the usage. */
function namedIn(scope: Scope) {
  const ids = new Set<number>();
  const atDevices = new Set<string>();
  const limits = new Set<number>();
  const checks = only('outcome'); // Only the calls are looked at.
  const target = implementation;
  const setting = { scope, target, checks, path: 'mutable', callers: 'sloppy' } as const;
  const runs = { seed: RUN.seed, numRuns: RUN.runs };
  for (const drawn of fc.sample(runOfDraws(RUN.commandsMax), runs)) {
    const session = new Session({ ...setting, seen: new Seen() });
    for (const draws of drawn.commands) {
      const command = session.draw(draws, drawn.omitted);
      if (command === undefined) continue;
      const { device, pasid, cgroup, max } = command.action as unknown as Readonly<
        Record<string, number>
      >;
      if (pasid !== undefined) ids.add(pasid);
      if (device !== undefined) atDevices.add(`${device} ${pasid}`);
      if (max !== undefined) limits.add(max - pasidRows(session.state)[cgroup!]!.current);
      expect(session.step(command)).toBeUndefined();
    }
  }
  return { ids, atDevices, limits };
}

const SPACE = 1 << 20;

/** A size, one less and one more. */
function around(size: number): readonly number[] {
  return [size - 1, size, size + 1];
}

const boundaries = [
  { scope: scopes.kernel, ends: [0, 1, 3, 4, 5, 6] },
  { scope: scopes.medium, ends: [0, 1, 31, 32, 33, 63, 64] },
  {
    scope: scopes.large,
    ends: [
      0,
      1,
      ...around(32),
      ...around(64),
      ...around(1024),
      ...around(32_768),
      SPACE - 1,
      SPACE,
    ],
  },
];

test.each(boundaries)(
  'in scope $scope.name the ends of words, of devices and of the space are drawn',
  ({ scope, ends }) => {
    const { ids, atDevices } = namedIn(scope);
    expect(ends.filter((id) => !ids.has(id))).toEqual([]);
    const ofDevices = scope.topology.devices.flatMap(({ maxPasids }, device) =>
      [maxPasids - 1, maxPasids].filter((id) => id >= 0).map((id) => `${device} ${id}`),
    );
    expect(ofDevices.filter((end) => !atDevices.has(end))).toEqual([]);
  },
);

// What a process needs to have an id charged, and nothing that ends it.
const SPENDING: readonly ActionKind[] = [
  'process-spawn',
  'dev-sva-open',
  'dev-sva-alloc',
  'cgroup-set-max',
];

test('limits are drawn at the usage of a cgroup, one below it and one above', () => {
  const { limits } = namedIn({ ...scopes.medium, alphabet: SPENDING });
  expect([-1, 0, 1].filter((more) => !limits.has(more))).toEqual([]);
});
