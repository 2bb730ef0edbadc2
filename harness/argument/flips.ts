import { survey } from '#checker';
import type { Policy } from '#contract';
import {
  flipStages,
  invariants,
  type ModelStep,
  machineOn,
  type PropertyId,
  type Stage,
  transitionInvariants,
  underPolicy,
  withPossibleGiven,
  witnesses,
} from '#model';
import { reachedBy, type TracedStep } from './decide.js';
import { made } from './replay.js';
import { told } from './story.js';

/** What a flipped switch does to one property. */
export interface FlipCell {
  readonly property: PropertyId;
  /** Whether anything happened that it speaks of; else that it holds says nothing. */
  readonly isSpokenOf: boolean;
  /** The shortest trace that breaks it, and the stage on which it was found; absent: it holds. */
  readonly broken?: {
    readonly stage: string;
    readonly reason: string;
    readonly trace: readonly TracedStep[];
  };
}

/** What a policy does to every property that is claimed of the reference. */
export interface FlipDecision {
  readonly verdict: 'holds' | 'refuted' | 'undecided';
  /** Different states of all stages together. */
  readonly states: number;
  /** In reading order, each property that speaks of states or steps. */
  readonly cells: readonly FlipCell[];
}

const STATES_MAX = 100_000;
const properties = [...invariants, ...transitionInvariants].filter(({ profiles }) =>
  profiles.includes('reference'),
);

/** A stage under another policy, without what that has not. */
const flippedStage = (stage: Stage, policy: Policy): Stage =>
  withPossibleGiven({ ...stage, scope: underPolicy(stage.scope, policy) });

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
  const broken = new Map<string, NonNullable<FlipCell['broken']>>();
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
      const steps = trace.map((step) => ({
        action: step.action,
        input: step.input,
        ...told(step, topology),
      }));
      broken.set(id, { stage: name, reason: violation.reason, trace: steps });
    }
  }
  const cells = properties.map(({ id, antecedent }): FlipCell => {
    const found = broken.get(id);
    const isSpokenOf = found !== undefined || isReached.has(antecedent);
    return { property: id, isSpokenOf, ...(found === undefined ? {} : { broken: found }) };
  });
  const verdict = broken.size > 0 ? 'refuted' : 'holds';
  return { verdict: isComplete ? verdict : 'undecided', states, cells };
}
