import {
  type BrokenClaim,
  type Certificate,
  explore,
  ShortestSearch,
  systemOfPair,
} from '#checker';
import type { Violation } from '#declaration';
import type { ClaimPair, TracedStep } from './bench.js';
import type { Expectation } from './expectation.js';

/** An expectation that was found: the steps, the offence of the last one, and what is proven. */
export interface ExpectedFound {
  readonly steps: readonly TracedStep[];
  readonly violation: Violation;
  readonly certificate: Certificate;
  /** How many pairs of states can come after it, in none of which what never comes has come. */
  readonly statesAfter?: number;
}

/** What bounds the search for something that takes a few commands. */
const STATES_MAX = 200_000;

/**
 * Looks for an expectation in its scope, on the code of the kernel: breadth-first, so nothing is
 * shorter. Undefined: nothing of up to its length breaks the claim, or what never comes came.
 */
export function findExpected(expectation: Expectation): ExpectedFound | undefined {
  const { length, scope, pair, never } = expectation;
  const system = systemOfPair(pair(true), length);
  const search = new ShortestSearch<BrokenClaim>([{ scope: scope.name, system }], {
    lengthMax: length,
    statesMax: STATES_MAX,
  });
  while (search.advance(Number.MAX_SAFE_INTEGER));
  const { found, certificate } = search;
  if (found === undefined) return undefined;
  const made = madeAgain(pair(true), found.broken.path);
  if (made === undefined || made.finding?.claim !== expectation.claim.id) return undefined;
  const { steps } = made;
  const { violation } = made.finding;
  if (never === undefined) return { steps, violation, certificate };
  const after = explore(systemOfPair(pair(true, found.broken.path), length), { exact: true });
  return after.complete && after.verdict === 'holds'
    ? { steps, violation, certificate, statesAfter: after.distinct }
    : undefined;
}

/** Steps that were made again, and what broke at the last one. */
interface MadeAgain {
  readonly steps: readonly TracedStep[];
  readonly finding: BrokenClaim | undefined;
}

/** Makes calls again from reset; undefined if the sides differ, or something breaks before the end. */
export function madeAgain(pair: ClaimPair, labels: readonly number[]): MadeAgain | undefined {
  pair.reset();
  const steps: TracedStep[] = [];
  let finding: BrokenClaim | undefined;
  for (const label of labels) {
    if (finding !== undefined) return undefined;
    finding = pair.give(label);
    if (pair.last === undefined) return undefined;
    steps.push(pair.last);
  }
  return { steps, finding };
}
