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

/** A claim that was found broken: the steps, the offence of the last one, and what is proven. */
export interface ClaimBroken {
  readonly steps: readonly TracedStep[];
  /** By which calls it is made again. */
  readonly labels: readonly number[];
  readonly violation: Violation;
  readonly certificate: Certificate;
}

/** An expectation that was found. */
export interface ExpectedFound extends ClaimBroken {
  /** How many pairs of states can come after it, in none of which what never comes has come. */
  readonly statesAfter?: number;
}

/** What bounds the search for something that takes a few commands. */
const STATES_MAX = 200_000;
/** Benches can be put back, so no tree of sequences needs a bound. */
const NO_TREE = 0;

/**
 * Looks for an expectation in its scope, on the code of the kernel. Undefined: nothing of up to its
 * length breaks the claim, or what never comes came.
 */
export function findExpected(expectation: Expectation): ExpectedFound | undefined {
  const { target, length, scope, claim, pair, never } = expectation;
  const within = { scope: scope.name, claim: claim.id, lengthMax: length };
  const found = breaking(() => pair(target), within);
  if (found === undefined || never === undefined) return found;
  const after = explore(systemOfPair(pair(target, found.labels), NO_TREE), { exact: true });
  const isNever = after.complete && after.verdict === 'holds';
  return isNever ? { ...found, statesAfter: after.distinct } : undefined;
}

/** Looks breadth-first for what breaks a claim, so that nothing is shorter; undefined: nothing does. */
function breaking(
  pair: () => ClaimPair,
  { scope, claim, lengthMax }: { scope: string; claim: string; lengthMax: number },
): ClaimBroken | undefined {
  const system = systemOfPair(pair(), NO_TREE);
  const bounds = { lengthMax, statesMax: STATES_MAX };
  const search = new ShortestSearch<BrokenClaim>([{ scope, system }], bounds);
  while (search.advance(Number.MAX_SAFE_INTEGER));
  const { found, certificate } = search;
  if (found === undefined) return undefined;
  const labels = found.broken.path;
  const made = madeAgain(pair(), labels);
  if (made === undefined || made.finding?.claim !== claim) return undefined;
  return { steps: made.steps, labels, violation: made.finding.violation, certificate };
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

/** Steps as a table, the offence under the last one. */
export function stepLines(
  steps: readonly Pick<TracedStep, 'call' | 'answer'>[],
  reason?: string,
): readonly string[] {
  const width = Math.max(...steps.map(({ call }) => call.length));
  const lines = steps.map(
    ({ call, answer }, index) => `  ${index + 1}  ${call.padEnd(width)}    ${answer}`,
  );
  return reason === undefined ? lines : [...lines, `   <- ${reason}`];
}
