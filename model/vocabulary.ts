import type { CgroupId, DeviceId, FaultPoint, MmId, Pasid, ProcessId } from '#contract';
import {
  type ActionDeclaration,
  type ArgumentsOf,
  type Draft,
  defineActionOf,
  type Parameters,
} from '#declaration';
import { type Circumstances, circumstancesOf, type Input, type StepOutcome } from './input.js';
import { brokenContract, illegal } from './outcome.js';
import type { State } from './state.js';

/** What the parameters of actions range over. */
type Values = {
  process: ProcessId;
  mm: MmId;
  cgroup: CgroupId;
  device: DeviceId;
  pasid: Pasid;
  /** A limit of a cgroup, `UNLIMITED` among them. */
  limit: number;
};

/** The name of a parameter's range; a scope says which values it has. */
export type Domain = keyof Values;

/** The words in which the PASID machine is declared. */
export interface PasidVocabulary {
  State: State;
  Input: Input;
  Outcome: StepOutcome;
  Values: Values;
}

/** The arguments of an action nobody has looked at yet, by the names of its parameters. */
export type AnyArguments = ArgumentsOf<Parameters<Domain>, Values>;

/** An action as its file writes it: `step` runs only where the precondition holds. */
interface ActionText<Kind extends string, P extends Parameters<Domain>>
  extends Omit<ActionDeclaration<PasidVocabulary, Kind, P>, 'step'> {
  readonly kind: Kind;
  readonly params: P;
  readonly faults: readonly FaultPoint[];
  precondition(state: State, args: ArgumentsOf<P, Values>): boolean;
  step(
    draft: Draft<State>,
    args: ArgumentsOf<P, Values>,
    circumstances: Circumstances,
  ): StepOutcome;
}

/**
 * Declares one action of the machine. The declared step is total: where the caller breaks its
 * contract it warns and changes nothing, and an input that it did not use up is illegal.
 */
export const defineAction = <const Kind extends string, const P extends Parameters<Domain>>(
  text: ActionText<Kind, P>,
): ActionDeclaration<PasidVocabulary, Kind, P> =>
  defineActionOf<PasidVocabulary>()<Kind, P>({
    ...text,
    step(draft, args, input) {
      const circumstances = circumstancesOf(input);
      const outcome = text.precondition(draft, args)
        ? text.step(draft, args, circumstances)
        : brokenContract;

      const unmet = circumstances.unmet();
      if (unmet !== undefined) return illegal(`${text.kind} does not meet a fault at ${unmet.at}`);
      if (outcome.kind === 'done' && input.pasid !== undefined) {
        return illegal(`${text.kind} hands out no pasid, yet ${input.pasid} was observed`);
      }
      return outcome;
    },
  });
