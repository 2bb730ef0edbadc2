import { survey } from '#checker';
import type { Policy } from '#contract';
import {
  flipStages,
  invariants,
  type ModelStep,
  machineOn,
  transitionInvariants,
  witnesses,
} from '#model';
import { reachedBy } from './decide.js';
import { type Breach, cellOf, type FlipCell, flippedStage, traced } from './flip-cell.js';
import { decideRuns } from './flip-runs.js';
import { made } from './replay.js';

/** What a policy does to every property that is claimed of the reference. */
export interface FlipDecision {
  readonly verdict: 'holds' | 'refuted' | 'undecided';
  /** Different states of all stages together. */
  readonly states: number;
  /** In reading order: each property that speaks of states or steps, then each that speaks of runs. */
  readonly cells: readonly FlipCell[];
}

const STATES_MAX = 100_000;
const properties = [...invariants, ...transitionInvariants].filter(({ profiles }) =>
  profiles.includes('reference'),
);

/**
 * The kept trace of a broken property made again through the step for readers: for each state and step
 * of it, the first state included, whether the property is broken there.
 */
export function breakingSteps(policy: Policy, { property, broken }: FlipCell): readonly boolean[] {
  const stage = flipStages.find(({ scope }) => scope.name === broken?.stage);
  const claim = properties.find(({ id }) => id === property);
  if (stage === undefined || claim === undefined) return [];
  const flipped = flippedStage(stage, policy);
  const machine = machineOn(flipped);
  const first = machine.initial(flipped.scope);
  const steps = made(machine, flipped.scope, broken?.trace ?? []);
  return [
    claim.scope === 'state' && claim.violation(first) !== undefined,
    ...steps.map(
      (step) =>
        (claim.scope === 'state' ? claim.violation(step.after) : claim.violation(step)) !==
        undefined,
    ),
  ];
}

/** Asks every property of the reference of a machine with another policy, on every stage. */
export function decideFlip(policy: Policy): FlipDecision {
  let states = 0;
  let isComplete = true;
  const broken = new Map<string, Breach>();
  const isReached = new Set<string>();
  for (const stage of flipStages) {
    const flipped = flippedStage(stage, policy);
    const asked = properties.filter(({ callers }) => callers === 'any' || stage.isSloppy !== true);
    const antecedents = witnesses.filter(
      ({ id }) => !isReached.has(id) && asked.some(({ antecedent }) => antecedent === id),
    );
    const { complete, distinct, found } = survey(
      machineOn(flipped),
      flipped.scope,
      [
        ...asked,
        ...antecedents.map((witness) =>
          reachedBy(witness.id, (step: ModelStep) => witness.reached(step)),
        ),
      ],
      { statesMax: STATES_MAX },
    );
    states += distinct;
    isComplete &&= complete;
    for (const [id, { trace, violation }] of found) {
      if (antecedents.some((witness) => witness.id === id)) {
        isReached.add(id);
        continue;
      }
      const known = broken.get(id);
      if (known !== undefined && known.trace.length <= trace.length) continue;
      const { name, topology } = flipped.scope;
      const { reason } = violation;
      broken.set(id, { stage: name, reason, trace: traced(trace, topology) });
    }
  }
  const cells = properties.map(({ id, antecedent }) =>
    cellOf(id, isReached.has(antecedent), broken.get(id)),
  );
  const runs = decideRuns(policy);
  const every = [...cells, ...runs.cells];
  const verdict = every.some((cell) => cell.broken !== undefined) ? 'refuted' : 'holds';
  return { verdict: isComplete && runs.isDecided ? verdict : 'undecided', states, cells: every };
}
