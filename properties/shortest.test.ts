/**
 * Is the least failing sequence of an implementation found, whatever seed a failure was found with,
 * and is what the certificate says of it true? Asked of the toy whose answer is known (`Bug.tla`: 5
 * commands), and held against the list of all sequences.
 * Unnoticed otherwise: a counterexample called shortest that is not, or that differs by seed.
 */
import { describe, expect, test } from 'vitest';
import { ShortestSearch, systemOfPair } from '#checker';
import type { Pair } from '#declaration';
import { FreeListPool, findFailing, PoolPair, QuotaSkippingPool, TOY_SCOPE } from '#toy';

const SEEDS = 200;
const UNBOUNDED = Number.MAX_SAFE_INTEGER;
const BUG = ['alloc(1)', 'alloc(1)', 'alloc(2)', 'free(3)', 'alloc(1)'];

const small = { processes: 2, pasids: 3, quota: 2 };

/** Searches to the end; the commands of the answer as text. */
function searched(pairs: readonly PoolPair[], lengthMax: number, statesMax = UNBOUNDED) {
  const rungs = pairs.map((pair, index) => ({
    scope: `rung ${index + 1}`,
    system: systemOfPair(pair, lengthMax),
  }));
  const search = new ShortestSearch(rungs, { lengthMax, statesMax });
  while (search.advance(7));
  const { certificate, found } = search;
  const path = found?.broken.path.map((command) => pairs[found.rung]!.text(command));
  return { certificate, path, finding: found?.broken.finding };
}

/** All sequences up to a length in the order of the search, until one fails. */
function firstByListing(pair: Pair<string>, lengthMax: number): readonly number[] | undefined {
  let sequences: (readonly number[])[] = [[]];
  for (let length = 1; length <= lengthMax; length++) {
    const longer: (readonly number[])[] = [];
    for (const sequence of sequences) {
      const remake = (): void => {
        pair.reset();
        for (const command of sequence) pair.give(command);
      };
      remake();
      for (const command of pair.commands()) {
        remake();
        if (pair.give(command) !== undefined) return [...sequence, command];
        longer.push([...sequence, command]);
      }
    }
    sequences = longer;
  }
  return undefined;
}

/** The same pair, which cannot be put back. */
function withoutSnapshots(pair: PoolPair): PoolPair {
  return Object.assign(Object.create(pair) as PoolPair, { snapshots: undefined });
}

test(`${SEEDS} of ${SEEDS} seeds end at the 5 commands of Bug.tla, all at the same ones`, () => {
  const answers = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const pair = new PoolPair(TOY_SCOPE, QuotaSkippingPool);
    const bound = findFailing(pair, seed)!;
    const { certificate, path } = searched([pair], bound.length);
    expect(certificate).toMatchObject({ provenTo: 4, complete: true });
    answers.add(path!.join(' '));
  }
  expect([...answers]).toEqual([BUG.join(' ')]);
});

test('the answer is the first of all sequences, listed one by one without merging any', () => {
  const pair = new PoolPair(small, QuotaSkippingPool);
  const listed = firstByListing(pair, 6)!.map((command) => pair.text(command));
  expect(searched([pair], 6)).toMatchObject({ path: listed, finding: expect.any(String) });
  expect(listed).toEqual(BUG);
});

test('a pair without snapshots has the same answer, and nothing of it is merged', () => {
  const merged = searched([new PoolPair(small, QuotaSkippingPool)], 6);
  const listed = searched([withoutSnapshots(new PoolPair(small, QuotaSkippingPool))], 6);
  expect({ ...listed, certificate: undefined }).toEqual({ ...merged, certificate: undefined });
  expect(listed.certificate).toMatchObject({ complete: true, provenTo: 4 });
  // Every sequence is a state of its own, the empty one included.
  expect(listed.certificate.productStates).toBe(listed.certificate.sequences + 1);
  expect(listed.certificate.productStates).toBeGreaterThan(merged.certificate.productStates);
});

describe('of a ladder', () => {
  const tooSmall = { processes: 1, pasids: 3, quota: 2 };

  test('a shorter sequence at a higher rung comes before a longer one at a lower rung', () => {
    const roomy = { processes: 2, pasids: 4, quota: 3 };
    const pairs = [roomy, small].map((scope) => new PoolPair(scope, QuotaSkippingPool));
    expect(searched(pairs, 7)).toMatchObject({
      path: BUG,
      certificate: { scope: 'rung 2', provenTo: 4, complete: true },
    });
  });

  test('of equally short sequences the one at the lowest rung is the answer', () => {
    const pairs = [tooSmall, small, TOY_SCOPE].map(
      (scope) => new PoolPair(scope, QuotaSkippingPool),
    );
    expect(searched(pairs, 5).certificate).toMatchObject({ scope: 'rung 2', complete: true });
  });

  test('where no rung fails up to the length found, the certificate is not complete', () => {
    const pairs = [tooSmall, small].map((scope) => new PoolPair(scope, FreeListPool));
    const { certificate, path } = searched(pairs, 6);
    expect(path).toBeUndefined();
    expect(certificate).toMatchObject({ scope: 'rung 2', provenTo: 6, complete: false });
  });
});

test('a budget of states ends the search at the length proven, at the same place every time', () => {
  const budgeted = () => searched([new PoolPair(TOY_SCOPE, QuotaSkippingPool)], 5, 60);
  const { certificate, path } = budgeted();
  expect(path).toBeUndefined();
  expect(certificate).toMatchObject({ complete: false, provenTo: 2 });
  expect(certificate.productStates).toBeGreaterThanOrEqual(60);
  expect(budgeted().certificate).toEqual(certificate);
});

test('an implementation that is wrong as it boots fails without a command', () => {
  const pair: Pair<string> = { reset: () => 'on fire', commands: () => [0], give: () => undefined };
  const rungs = [{ scope: 'only', system: systemOfPair(pair, 3) }];
  const search = new ShortestSearch(rungs, { lengthMax: 3, statesMax: UNBOUNDED });
  expect(search.advance(1)).toBe(false);
  expect(search.found?.broken).toEqual({ finding: 'on fire', path: [] });
  expect(search.certificate).toMatchObject({ complete: true, provenTo: 0 });
});
