import fc from 'fast-check';
import { format, type Scope } from '#model';
import { type RunDraws, runOfDraws } from '../arbitraries.js';
import { outcomeText } from '../outcome-text.js';
import type { Target } from '../target.js';
import type { Finding, Relation, Sample } from './relation.js';
import { implementationSide, makeDraws, modelSide, type Side, type SideName } from './side.js';
import { twinScopes } from './twins.js';

/** How much each relation is asked: on each side and in each scope this many runs of this length. */
const ASKED = { runs: 30, commandsMax: 40 } as const;

/** Shrinking stops after this many tries: the run is then short enough to be read. */
const SHRINK_TRIES = 400;

/** How one relation fared. */
export interface RelationReport {
  readonly id: string;
  readonly claim: string;
  /** Runs that had what the relation speaks of, by side. */
  readonly exercised: Readonly<Partial<Record<SideName, number>>>;
  readonly failure?: RelationFailure;
}

/** A relation that does not hold: where, in what, and the smallest run that was found. */
export interface RelationFailure {
  readonly side: SideName;
  readonly scope: string;
  readonly reason: string;
  /** One step a line. */
  readonly run: readonly string[];
}

/** Looks at a relation in random runs of the model and of the target. The same seed, the same report. */
export function checkRelation(
  relation: Relation,
  asking: {
    readonly target: Target;
    readonly seed: number;
    readonly runs?: number;
    readonly onFailure?: 'shrink' | 'stop';
  },
): RelationReport {
  const { id, claim } = relation;
  const exercised: Partial<Record<SideName, number>> = {};
  for (const side of [implementationSide(asking.target), modelSide]) {
    if (relation.sides?.includes(side.name) === false) continue;
    exercised[side.name] = 0;
    for (const scope of twinScopes) {
      if (relation.profiles?.includes(scope.profile) === false) continue;
      const asked = ask(relation, {
        runs: ASKED.runs,
        onFailure: 'shrink',
        ...asking,
        side,
        scope,
      });
      exercised[side.name]! += asked.exercised;
      if (asked.failure !== undefined) return { id, claim, exercised, failure: asked.failure };
    }
  }
  return { id, claim, exercised };
}

/** What one kind of run showed. */
interface Asked {
  readonly exercised: number;
  readonly failure?: RelationFailure;
}

function ask(
  relation: Relation,
  {
    side,
    scope,
    seed,
    runs,
    onFailure,
  }: { side: Side; scope: Scope; seed: number; runs: number; onFailure: 'shrink' | 'stop' },
): Asked {
  let exercised = 0;
  let failure: RelationFailure | undefined;
  let tries = 0;
  const property = fc.property(
    runOfDraws(ASKED.commandsMax),
    fc.nat({ max: 0x3fffffff }),
    (drawn: RunDraws, choice) => {
      if (failure !== undefined && (tries += 1) > SHRINK_TRIES) return true;
      const made = makeDraws(side, scope, drawn);
      const finding = checked(relation, { scope, side, made, choice });
      // What shrinking tries says nothing about how often random runs get there.
      if (finding.exercised && failure === undefined) exercised += 1;
      if (finding.failure === undefined) return true;
      const run = made.map(
        ({ action, outcome }) =>
          `${format(action, scope.topology)}    ${outcomeText(outcome, scope.topology)}`,
      );
      failure = { side: side.name, scope: scope.name, reason: finding.failure, run };
      return false;
    },
  );
  const { failed, errorInstance } = fc.check(property, {
    seed,
    numRuns: runs,
    endOnFailure: onFailure === 'stop',
  });
  // Of the model nothing in here throws but by mistake: an exception is no verdict on the target.
  if (failed && failure === undefined) throw errorInstance;
  return failure === undefined ? { exercised } : { exercised, failure };
}

/** What a relation finds. A target can get into a state that the model has no step from: it is found, too. */
function checked(relation: Relation, sample: Sample): Finding {
  if (sample.side.name === 'model') return relation.check(sample);
  try {
    return relation.check(sample);
  } catch (error) {
    return {
      exercised: true,
      failure: `is in a state that is none of the model: ${String(error)}`,
    };
  }
}
