import { decideLiveness, runOf, Search } from '#checker';
import type { Policy } from '#contract';
import { type LivenessId, liveness, machineOn, runStages, type Stage } from '#model';
import { graphSystem, type LivenessClaim, type RefutingRun } from '../liveness.js';
import { type Breach, cellOf, type FlipCell, flippedStage, traced } from './flip-cell.js';

/** What a policy does to the claims about runs. */
export interface RunsDecision {
  /** Whether each of them was decided on every stage on which it was asked. */
  readonly isDecided: boolean;
  /** In reading order, each claim about what must come or must stay possible. */
  readonly cells: readonly FlipCell[];
}

/**
 * Asks the claims about runs of a machine with another policy, on stages that decide them. Where a
 * drain has no action that ends it they are not asked, as nothing is said about ends there.
 */
export function decideRuns(policy: Policy): RunsDecision {
  let isDecided = true;
  const broken = new Map<LivenessId, Breach>();
  const isReached = new Set<LivenessId>();
  for (const { stage, claims } of policy.actions === 'recorded' ? [] : runStages) {
    const { asked, system, verdicts } = decideOn(flippedStage(stage, policy), claims);
    for (const [at, { verdict, isReached: isSaid, missed }] of verdicts.entries()) {
      const claim = asked[at]!;
      isDecided &&= verdict !== 'undecided';
      if (isSaid) isReached.add(claim.id);
      if (missed === undefined) continue;
      const run = runOf(system, claim, missed);
      const known = broken.get(claim.id);
      if (known !== undefined && known.trace.length <= run.steps.length) continue;
      const { name, topology } = system.scope;
      const trace = traced(run.steps, topology);
      const reason = reasonOf(claim, missed.subject, run);
      broken.set(claim.id, { stage: name, reason, trace, isRun: true });
    }
  }
  const cells = liveness.map(({ id }) => cellOf(id, isReached.has(id), broken.get(id)));
  return { isDecided, cells };
}

/** The verdict of each claim that is asked of a stage, in the order of the claims. */
function decideOn(stage: Stage, claims: readonly LivenessId[]) {
  const asked = liveness.filter(({ id }) => claims.includes(id));
  const system = graphSystem(stage.scope, machineOn(stage));
  const search = new Search(system, { keepsGraph: true });
  while (search.advance(Number.MAX_SAFE_INTEGER));
  return { asked, system, verdicts: decideLiveness(system, search, asked) };
}

/** Since when what must come is waited for, and why it does not come. */
function reasonOf(
  claim: LivenessClaim,
  subject: number,
  { steps, dueAfter, loop }: RefutingRun,
): string {
  const since = dueAfter === 0 ? 'from the beginning' : `from step ${dueAfter} on`;
  const waits = `${claim.id} waits for ${claim.nameOf(subject)} ${since}, and`;
  if (loop === undefined) return `${waits} after the last step no run leads there any more`;
  if (loop === steps.length) return `${waits} nothing has to happen after the last step`;
  const round = loop + 1 === steps.length ? 'the last step' : `what begins with step ${loop + 1}`;
  return `${waits} ${round} can be repeated for ever`;
}
