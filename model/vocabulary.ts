import {
  type CgroupId,
  type DeviceId,
  type DomainId,
  type FaultPoint,
  type FileId,
  type GroupId,
  type GuestPasid,
  type HandleId,
  type MdevId,
  type MmId,
  NO_PASID,
  type OwnerId,
  type Pasid,
  type Policy,
  type ProcessId,
} from '#contract';
import {
  type ActionDeclaration,
  type ArgumentsOf,
  type Draft,
  defineActionOf,
  type Parameters,
} from '#declaration';
import { type Circumstances, circumstancesOf, type Input, type StepOutcome } from './input.js';
import { illegal, warned } from './outcome.js';
import type { State } from './state/state.js';

/** What the parameters of actions range over. */
type Values = {
  process: ProcessId;
  mm: MmId;
  cgroup: CgroupId;
  /** A limit of a cgroup, `UNLIMITED` among them. */
  limit: number;
  device: DeviceId;
  group: GroupId;
  /** A claimant, nobody among them. */
  owner: OwnerId;
  /** A PASID, 0 and one past the greatest among them. */
  pasid: Pasid;
  /** A domain of the callers' own. */
  domain: DomainId;
  /** A handle of the callers' own, none among them. */
  'attach-handle': HandleId;
  /** A handle that a bind may have made. */
  'sva-handle': HandleId;
  /** An open file, or a number that is unused. */
  file: FileId;
  mdev: MdevId;
  'guest-pasid': GuestPasid;
  /** 0 any, 1 unmanaged, 2 sva: the values of `HANDLE_TYPES`. */
  'handle-type': number;
};

/** The name of a parameter's range; a scope says which values it has. */
export type Domain = keyof Values;

/** What a lookup may ask for; index: value of the parameter. */
export const HANDLE_TYPES = ['any', 'unmanaged', 'sva'] as const;

/** The words in which the PASID machine is declared. */
export interface PasidVocabulary {
  State: State;
  Input: Input;
  Outcome: StepOutcome;
  Values: Values;
}

/** The arguments of an action nobody has looked at yet, by the names of its parameters. */
export type AnyArguments = ArgumentsOf<Parameters<Domain>, Values>;

/** An action as its file writes it: `step` runs wherever the call is possible. */
interface ActionText<Kind extends string, P extends Parameters<Domain>>
  extends Omit<
    ActionDeclaration<PasidVocabulary, Kind, P>,
    'step' | 'isPossible' | 'precondition' | 'faults'
  > {
  readonly kind: Kind;
  readonly params: P;
  /** There if only the whole machine has it, and not what the recordings hold (`Policy`). */
  readonly actions?: 'whole';
  /** There if only a machine has it whose policy passes, whatever `actions` says. */
  readonly isThere?: (policy: Policy) => boolean;
  /** Absent: there are none. */
  readonly faults?: readonly FaultPoint[];
  /** What `requires` says in the table; absent: the call always means something. */
  readonly isPossible?: (state: State, args: ArgumentsOf<P, Values>) => boolean;
  /** What `lawful` says in the table, asked only of possible calls; absent: nothing. */
  readonly isLawful?: (state: State, args: ArgumentsOf<P, Values>) => boolean;
  step(
    draft: Draft<State>,
    args: ArgumentsOf<P, Values>,
    circumstances: Circumstances,
  ): StepOutcome;
}

/**
 * Declares one action of the machine. The declared step is total: a call that means nothing warns
 * and changes nothing, and an input that the step did not use up is illegal.
 */
export const defineAction = <const Kind extends string, const P extends Parameters<Domain>>({
  actions,
  isThere,
  faults = [],
  isPossible: isPossibleThere = () => true,
  isLawful = () => true,
  ...text
}: ActionText<Kind, P>): ActionDeclaration<PasidVocabulary, Kind, P> => {
  const isPossible = (state: State, args: ArgumentsOf<P, Values>) =>
    (actions === undefined || state.topology.policy.actions === actions) &&
    (isThere === undefined || isThere(state.topology.policy)) &&
    isPossibleThere(state, args);

  return defineActionOf<PasidVocabulary>()<Kind, P>({
    ...text,
    faults,
    isPossible,
    precondition: (state, args) => isPossible(state, args) && isLawful(state, args),
    step(draft, args, input) {
      const circumstances = circumstancesOf(input);
      const outcome = isPossible(draft, args) ? text.step(draft, args, circumstances) : warned;

      const unmet = circumstances.unmet();
      if (unmet !== undefined) return illegal(`${text.kind} does not meet a fault at ${unmet.at}`);
      if (input.pasid !== undefined && isWithoutPasid(outcome)) {
        return illegal(`${text.kind} hands out no pasid, yet ${input.pasid} was observed`);
      }
      return outcome;
    },
  });
};

/** Whether no PASID can have been chosen on the way; a bind that is refused may have taken one. */
function isWithoutPasid(outcome: StepOutcome): boolean {
  if (outcome.kind === 'opened') return outcome.pasid === NO_PASID;
  return !CHOOSING.includes(outcome.kind);
}

const CHOOSING: readonly StepOutcome['kind'][] = ['granted', 'bound', 'refused', 'illegal'];
