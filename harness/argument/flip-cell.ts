import type { Policy, Topology } from '#contract';
import {
  type LivenessId,
  type ModelStep,
  type PropertyId,
  type Stage,
  underPolicy,
  withPossibleGiven,
} from '#model';
import type { TracedStep } from './decide.js';
import { told } from './story.js';

/** What breaks a property, and where. */
export interface Breach {
  readonly stage: string;
  readonly reason: string;
  readonly trace: readonly TracedStep[];
  /** There if it is a run on which what must come does not come: no step of it is the one. */
  readonly isRun?: true;
}

/** What a flipped switch does to one property. */
export interface FlipCell {
  readonly property: PropertyId | LivenessId;
  /** Whether anything happened that it speaks of; else that it holds says nothing. */
  readonly isSpokenOf: boolean;
  /** The shortest trace that breaks it, and the stage on which it was found; absent: it holds. */
  readonly broken?: Breach;
}

/** The cell of a property; where it is broken it has spoken, whatever its antecedent says. */
export function cellOf(
  property: FlipCell['property'],
  isReached: boolean,
  broken: Breach | undefined,
): FlipCell {
  return {
    property,
    isSpokenOf: isReached || broken !== undefined,
    ...(broken === undefined ? {} : { broken }),
  };
}

/** A stage under another policy, without what that has not. */
export const flippedStage = (stage: Stage, policy: Policy): Stage =>
  withPossibleGiven({ ...stage, scope: underPolicy(stage.scope, policy) });

/** Steps as they are kept. */
export const traced = (steps: readonly ModelStep[], topology: Topology): readonly TracedStep[] =>
  steps.map((step) => ({ action: step.action, input: step.input, ...told(step, topology) }));
