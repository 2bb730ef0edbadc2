/**
 * Are the cells of the coverage the answers of the tables, and is every one of them reached or
 * explained? Random runs in the scopes of each profile, with lawful and with sloppy callers: an answer
 * that no table lists fails, and so does a cell that is not reached for no reason, or in spite of one.
 * Whether the reasons are good ones would go unnoticed here.
 */
import { describe, expect, test } from 'vitest';
import { type ActionTable, POLICIES, type Profile, tables } from '#contract';
import { type Callers, coverageOf, DIRECTED, directedRuns, type Seen, unreached } from '#harness';
import { say } from './terminal.js';

const RUN = { seed: 1, runs: 'those of harness/directed.ts', scope: DIRECTED } as const;

function seenBy(callers: Callers, profile: Profile): Seen {
  const { seen, failure } = directedRuns(profile, callers, RUN.seed);
  expect(failure).toBeUndefined();
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
