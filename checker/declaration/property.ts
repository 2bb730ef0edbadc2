/** The first offence against an invariant, with the entities that are to blame. */
export interface Violation {
  readonly reason: string;
  readonly at: readonly string[];
}

/** What the four kinds of reader need of every property. */
interface PropertyText<Id extends string> {
  /** The permanent name: URLs, reports and counterexamples quote it. */
  readonly id: Id;
  /** One positive sentence, true wherever the property is claimed. */
  readonly claim: string;
  /** What a device or a user could do if it were false. */
  readonly why: string;
  /** The kernel function that must uphold it, with its tag. */
  readonly kernel: string;
  /** The numbers of the sheet that the claim restates. */
  readonly facts: readonly string[];
  /** The claim for readers who want the quantifiers. */
  readonly formula?: string;
  /** The profiles of the machine in which it is claimed. */
  readonly profiles: readonly string[];
  /** Whether it is claimed for lawful callers only, or also where callers break their contract. */
  readonly callers: 'lawful' | 'any';
  /** The witness that must be reached for the claim to have said anything. */
  readonly antecedent: string;
}

/** A claim about every reachable state. */
export interface Invariant<State, Id extends string = string> extends PropertyText<Id> {
  readonly scope: 'state';
  /** The first offence, or nothing. The happy path allocates as little as it can. */
  violation(state: State): Violation | undefined;
}

/** One step as a property sees it. */
export interface Step<State, Action, Input, Outcome> {
  readonly before: State;
  readonly action: Action;
  /** The choices and faults that the step met. */
  readonly input: Input;
  readonly outcome: Outcome;
  readonly after: State;
}

/** A claim about every step between reachable states. */
export interface TransitionInvariant<State, Action, Input, Outcome, Id extends string = string>
  extends PropertyText<Id> {
  readonly scope: 'transition';
  /** The first offence, or nothing. */
  violation(step: Step<State, Action, Input, Outcome>): Violation | undefined;
}

/** A situation that must be reached, or the properties that speak of it were checked in vain. */
export interface Witness<State, Action, Input, Outcome, Id extends string = string> {
  readonly id: Id;
  /** The situation, in a sentence. */
  readonly situation: string;
  /** The profiles of the machine in which it must be reached. */
  readonly profiles: readonly string[];
  /** There if only callers that break their contract get there; absent: lawful ones do. */
  readonly callers?: 'sloppy';
  reached(step: Step<State, Action, Input, Outcome>): boolean;
}

/** Fixes the state of a machine, so that each invariant infers only its id. */
export const defineInvariantOf =
  <State>() =>
  <const Id extends string>(
    invariant: Omit<Invariant<State, Id>, 'scope'>,
  ): Invariant<State, Id> => ({ scope: 'state', ...invariant });

/** Fixes state, action, input and outcome of a machine for claims about steps. */
export const defineTransitionInvariantOf =
  <State, Action, Input, Outcome>() =>
  <const Id extends string>(
    invariant: Omit<TransitionInvariant<State, Action, Input, Outcome, Id>, 'scope'>,
  ): TransitionInvariant<State, Action, Input, Outcome, Id> => ({
    scope: 'transition',
    ...invariant,
  });

/** Fixes state, action, input and outcome of a machine for its witnesses. */
export const defineWitnessOf =
  <State, Action, Input, Outcome>() =>
  <const Id extends string>(
    witness: Witness<State, Action, Input, Outcome, Id>,
  ): Witness<State, Action, Input, Outcome, Id> =>
    witness;
