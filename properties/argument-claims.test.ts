/**
 * Is each claim of the mails what docs/results.json and the book say it is? Every cell is decided
 * anew, by a search of its stage, and each trace that is kept is made again call by call through the
 * step for readers: its last step refutes the claim, and none before it does. Unnoticed otherwise: a
 * table that a change of the machine has made untrue. Where few states are enough, what holds is
 * decided a second time by a naive search of immutable states.
 */
import { describe, expect, test } from 'vitest';
import { reachable } from '#checker';
import { readResults } from '#cli';
import { cellsInOrder, decidingSteps, isAsSaid, resultOf } from '#harness';
import { argument, machineOn, type State } from '#model';

const kept = readResults().claims;
const cells = cellsInOrder.map((at, index) => ({
  ...at,
  name: [at.claim, at.design, at.cell.case].filter((part) => part !== undefined).join(' '),
  kept: kept[index]!,
}));
const traced = cells.filter((at) => at.kept.trace !== undefined);

test('every claim of the mails is put to every design, and every cell is kept', () => {
  expect(kept.length).toBe(cells.length);
  expect([...new Set(cells.map(({ claim }) => claim))]).toEqual(Object.keys(argument));
  const names = cells.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

describe('each cell, decided anew, is what was kept; it is as expected, or its finding says why not', () => {
  test.each(cells)('$name: $kept.verdict', ({ kept: result, ...at }) => {
    expect(resultOf(at)).toEqual(result);
    expect(result.verdict).not.toBe('undecided');
    expect(isAsSaid(at.cell, result)).toBe(true);
  });
});

describe('each kept trace, made again, decides at its last step and not before', () => {
  test.each(traced)('$name: $kept.trace.length steps', ({ cell, kept: { trace = [] } }) => {
    const last = trace.length - 1;
    expect(decidingSteps(cell, trace)).toEqual(trace.map((_, index) => index === last));
  });
});

describe('what holds in few states holds in as many that a naive search finds', () => {
  const FEW = 160;
  const small = cells.flatMap(({ name, cell: { question }, kept: { verdict, states } }) =>
    question.kind === 'always' && verdict === 'holds' && states <= FEW
      ? [{ name, question, states }]
      : [],
  );

  /** A state without its observers, the fields that no step reads. */
  function key({ topology: _, ledger, ...state }: State): string {
    const usage = ledger.resources.map(({ rows }) =>
      rows.map(({ max, current }) => [max, current]),
    );
    return JSON.stringify([state, usage]);
  }

  test.each(small)('$name: $states', ({ question: { stage, judge }, states }) => {
    const judgements = new Set<unknown>();
    const found = reachable(machineOn(stage), stage.scope, {
      key,
      statesMax: FEW,
      visit: (step) => judgements.add(judge(step)),
    });
    expect(found.states).toBe(states);
    judgements.delete(undefined);
    expect([...judgements]).toEqual(['kept']);
  });
});

describe('as the mails have it', () => {
  const verdictsOf = (claim: string, design: string): readonly string[] =>
    kept
      .filter((cell) => cell.claim === claim && cell.design === design)
      .map(({ verdict }) => verdict);

  test('a quota inside VFIO has an incomplete view, and no quota is undone by forking', () => {
    expect(verdictsOf('P2', 'V')).toContain('refuted');
    expect(verdictsOf('P7', 'M')).toContain('refuted');
  });

  test('a cgroup holds within the range of the smaller device, and not within that of the larger', () => {
    expect(verdictsOf('P7', 'C')).toEqual(['holds', 'refuted']);
    expect(verdictsOf('P2', 'C').slice(0, 3)).toEqual(['holds', 'refuted', 'refuted']);
  });

  test('a reserve holds on devices of one range, and not on a smaller one', () => {
    expect(verdictsOf('P2', 'S').slice(0, 2)).toEqual(['holds', 'refuted']);
  });
});
