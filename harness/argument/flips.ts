import { survey } from '#checker';
import type { Policy } from '#contract';
import {
  flipStages,
  invariants,
  machineOn,
  type PropertyId,
  transitionInvariants,
  underPolicy,
  withPossibleGiven,
  witnesses,
} from '#model';
import { reachedBy, type TracedStep } from './decide.js';
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

/** What a policy does to every property of the reference. */
export interface FlipDecision {
  readonly verdict: 'holds' | 'refuted' | 'undecided';
  /** Different states of all stages together. */
  readonly states: number;
  /** In reading order, each property that speaks of states or steps. */
  readonly cells: readonly FlipCell[];
}

const STATES_MAX = 100_000;
const properties = [...invariants, ...transitionInvariants];

/** Asks every property of the reference of a machine with another policy, on every stage. */
export function decideFlip(policy: Policy): FlipDecision {
  let states = 0;
  let isComplete = true;
  const broken = new Map<string, NonNullable<FlipCell['broken']>>();
  const isReached = new Set<string>();
  for (const stage of flipStages) {
    const flipped = withPossibleGiven({ ...stage, scope: underPolicy(stage.scope, policy) });
    const asked = properties.filter(
      ({ profiles, callers }) =>
        profiles.includes('reference') && (callers === 'any' || stage.isSloppy !== true),
    );
    const antecedents = witnesses.filter(
      ({ id }) => !isReached.has(id) && asked.some(({ antecedent }) => antecedent === id),
    );
    const { complete, distinct, found } = survey(
      machineOn(flipped),
      flipped.scope,
      [...asked, ...antecedents.map(({ id, reached }) => reachedBy(id, reached))],
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
