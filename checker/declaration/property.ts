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

/**
 * A claim about what must come, or must stay possible, after a state of some kind. It is made for
 * each subject on its own (an id, a group), so that what happens to others cannot keep it open.
 */
export interface Liveness<State, Id extends string = string> extends PropertyText<Id> {
  readonly scope: 'liveness';
  /** The facts it restates, by their numbers. */
  readonly facts: readonly string[];
  /**
   * Whether every fair run comes to the goal, or some run from every such state does: the first
   * says that nobody can prevent it, the second that nothing is lost for good.
   */
  readonly mode: 'leads-to' | 'can-reach';
  /** The actions that are not put off for ever while they can be taken; empty for `can-reach`. */
  readonly fairness: readonly string[];
  /** Everything in this state that the claim may speak of; one number where it is the machine. */
  subjects(state: State): readonly number[];
  /** The subject in words. */
  nameOf(subject: number): string;
  /** Whether the claim begins to speak of the subject here. */
  from(state: State, subject: number): boolean;
  /** Whether what must come has come. */
  goal(state: State, subject: number): boolean;
}

/**
 * A claim about every step that also remembers one number of the steps before it. It speaks of callers
 * that it describes itself, and is for code that is known not to keep it: that it can be broken, its
 * counterexample shows.
 */
export interface RunClaim<State, Action, Input, Outcome, Id extends string = string>
  extends Pick<PropertyText<Id>, 'id' | 'claim' | 'why' | 'kernel' | 'facts'> {
  /** What is remembered at first. */
  readonly begin: number;
  /** What is remembered after a step. */
  remember(step: Step<State, Action, Input, Outcome>, memory: number): number;
  /** Whether the callers that it speaks of make this call here. */
  isMade(state: State, action: Action, memory: number): boolean;
  /** The first offence, or nothing. */
  violation(step: Step<State, Action, Input, Outcome>, memory: number): Violation | undefined;
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

/** Fixes the words of a machine for claims that remember; absent: nothing, and of any callers. */
export const defineRunClaimOf =
  <State, Action, Input, Outcome>() =>
  <const Id extends string>(
    claim: Omit<RunClaim<State, Action, Input, Outcome, Id>, 'begin' | 'remember' | 'isMade'> &
      Partial<RunClaim<State, Action, Input, Outcome, Id>>,
  ): RunClaim<State, Action, Input, Outcome, Id> => ({
    begin: 0,
    remember: (_, memory) => memory,
    isMade: () => true,
    ...claim,
  });

/** Fixes the state of a machine, so that each claim about what must come infers only its id. */
export const defineLivenessOf =
  <State>() =>
  <const Id extends string>(claim: Omit<Liveness<State, Id>, 'scope'>): Liveness<State, Id> => ({
    scope: 'liveness',
    ...claim,
  });

/** Fixes state, action, input and outcome of a machine for its witnesses. */
export const defineWitnessOf =
  <State, Action, Input, Outcome>() =>
  <const Id extends string>(
    witness: Witness<State, Action, Input, Outcome, Id>,
  ): Witness<State, Action, Input, Outcome, Id> =>
    witness;
