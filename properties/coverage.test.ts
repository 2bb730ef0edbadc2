/**
 * Are the cells of the coverage the answers of the tables, and is every one of them reached or
 * explained? Random runs in the scopes of each profile, with lawful and with sloppy callers: an answer
 * that no table lists fails, and so does a cell that is not reached for no reason, or in spite of one.
 * Whether the reasons are good ones would go unnoticed here.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ActionTable, POLICIES, type Profile, tables } from '#contract';
import {
  type Callers,
  coverageOf,
  everything,
  implementation,
  runDraws,
  runOfDraws,
  Seen,
  unreached,
} from '#harness';
import { type ActionKind, type Scope, scopes } from '#model';
import { say } from './terminal.js';

/** The small scope with few actions only: what has to come together comes together more often. */
function smallWith(...alphabet: readonly ActionKind[]): Scope {
  return { ...scopes.small, alphabet };
}

const ANYBODY: readonly ActionKind[] = [
  'process-spawn',
  'process-exit',
  'cgroup-set-max',
  'device-unplug',
  'driver-probe',
  'pasid-alloc-global',
  'drain-complete',
];

const GUEST: readonly ActionKind[] = [
  'process-spawn',
  'dev-sva-open',
  'dev-sva-alloc',
  'vfio-open',
  'vfio-attach',
  'guest-bind',
  'guest-unbind',
];

const QUEUE: readonly ActionKind[] = ['sva-bind', 'wq-open', 'wq-submit', 'file-close'];
const PART: readonly ActionKind[] = ['kernel-pasid-enable', 'mdev-create', 'mdev-open'];

/** The scopes of each profile, and how many times as many runs there are in each. */
const SCOPES: Readonly<Record<Profile, readonly (readonly [scope: Scope, times: number])[]>> = {
  reference: [
    [scopes.small, 2],
    [smallWith(...GUEST), 2],
    [smallWith(...GUEST, 'vfio-replace', 'device-unplug', 'pasid-alloc-global'), 2],
    [smallWith(...ANYBODY, 'process-fork', 'sva-unbind', ...QUEUE), 3],
    [smallWith(...ANYBODY, ...QUEUE, ...PART), 3],
    // Nobody goes, so that the ids which some member of a group cannot express are reached.
    [smallWith('process-spawn', 'driver-probe', 'pasid-alloc-global', ...QUEUE, ...PART), 1],
    // Sloppy callers unbind what a file has bound.
    [smallWith('process-spawn', 'driver-probe', 'sva-unbind', ...QUEUE), 1],
    // Nothing is drained to its end.
    [smallWith('pasid-alloc-global', 'pasid-attach', 'pasid-detach', 'pasid-replace'), 2],
    [smallWith('driver-probe', 'group-claim', 'group-release', 'device-claim'), 1],
    [scopes.vfio, 1],
    [scopes.guest, 2],
    [scopes.contest, 1],
    [scopes.queue, 2],
    [scopes.mediated, 2],
  ],
  'linux-6.12': [[scopes.kernel, 4]],
};

const RUN = { seed: 1, runs: 60, commandsMax: 80, scope: SCOPES } as const;

// What the invariants say of the same runs the refinement asks; here they would only take time.
const CHECKS = { ...everything, invariants: [], transitionInvariants: [] };

function seenBy(callers: Callers, profile: Profile): Seen {
  const seen = new Seen();
  for (const [scope, times] of RUN.scope[profile]) {
    const setting = { scope, target: implementation, checks: CHECKS, callers, seen } as const;
    const property = fc.property(runOfDraws(RUN.commandsMax), (drawn) => {
      expect(runDraws({ ...setting, path: 'mutable' }, drawn).failure).toBeUndefined();
    });
    fc.assert(property, { seed: RUN.seed, numRuns: times * RUN.runs });
  }
  return seen;
}

const shown = (Object.keys(RUN.scope) as Profile[]).map((profile) => ({
  profile,
  seenBy: new Map((['lawful', 'sloppy'] as const).map((who) => [who, seenBy(who, profile)])),
}));

describe.each(shown)('in profile $profile', ({ profile, seenBy }) => {
  // Of all callers, and of the lawful ones, to whom more is out of reach.
  const coverages = [
    coverageOf(profile, seenBy),
    coverageOf(profile, new Map([['lawful', seenBy.get('lawful')!]])),
  ];

  test('every cell is reached, or there is a reason why not', () => {
    const cells = coverages[0]!.unreached;
    expect(cells.filter(({ reason }) => reason === null)).toEqual([]);
  });

  test('no cell is reached in spite of a reason', () => {
    for (const { stale } of coverages) expect(stale).toEqual([]);
  });

  test('every reason names a cell', () => {
    const { cells } = coverages[0]!;
    for (const { action, answer } of unreached[profile]) {
      expect(cells).toContainEqual(expect.objectContaining({ action, answer }));
    }
  });

  test('nothing is answered that is no cell', () => {
    const cells = coverages[0]!.cells.map(({ action, answer }) => `${action} ${answer}`);
    for (const seen of seenBy.values()) {
      expect(seen.answers().filter((answer) => !cells.includes(answer))).toEqual([]);
    }
  });

  test('its cells and those it does not have are all answers that the tables declare', () => {
    const { cells, elsewhere } = coverages[0]!;
    const counted = [...cells, ...elsewhere].map(({ action, answer }) => `${action} ${answer}`);
    const declared = tables.flatMap(({ action, checks, answer }: ActionTable) => [
      ...checks.map((check) => {
        return `${action} ${check.answer}${check.warns === true ? ', with a warning' : ''}`;
      }),
      `${action} ${answer}`,
    ]);
    expect(counted.sort()).toEqual([...new Set(declared)].sort());
  });
});

test('each scope is of the profile that it stands for', () => {
  for (const [profile, runs] of Object.entries(RUN.scope)) {
    for (const [scope] of runs) expect(scope.profile).toBe(profile);
  }
});

test('a decision that a profile takes otherwise is why it does not have a cell', () => {
  const { cells, elsewhere } = coverageOf('linux-6.12', new Map());
  expect(elsewhere).toContainEqual({
    action: 'pasid-free-global',
    answer: 'EPERM',
    only: 'freeBy: holder',
  });
  expect(cells).not.toContainEqual(
    expect.objectContaining({ action: 'pasid-free-global', answer: 'EPERM' }),
  );
});

describe('the command', () => {
  test('counts by profile and by callers, and leaves open what it cannot explain', async () => {
    const said = await say('coverage', '--runs', '120', '--json');
    expect(said.exitCode).toBe(3);
    const results = JSON.parse(said.out).results as { name: string }[];
    expect(results.map(({ name }) => name)).toEqual(
      Object.keys(POLICIES).map((profile) => `coverage ${profile}`),
    );
    expect(results[0]).toMatchObject({
      cells: expect.arrayContaining([
        {
          action: 'sva-bind',
          answer: 'EOVERFLOW',
          counts: { lawful: expect.any(Number), sloppy: expect.any(Number) },
        },
      ]),
      unreached: expect.arrayContaining([
        expect.objectContaining({ reason: null }),
        expect.objectContaining({ action: 'sva-unbind', answer: 'done, with a warning' }),
      ]),
      runs: { lawful: 30, sloppy: 30 },
    });
  });

  test('explains to lawful callers what only others reach', async () => {
    const argv = ['--callers', 'lawful', '--scope', 'kernel', '--runs', '100'];
    const said = await say('coverage', ...argv);
    expect(said.error).toBe('');
    expect(said.out).toMatch(
      /^not yet reached:$[^]*^ {2}group-release done, with a warning: only callers that break/m,
    );
  });
});
