/** The parameters of an action: names, each with the finite domain its values come from. */
export type Parameters<Domain extends string = string> = Readonly<Record<string, Domain>>;

/** Argument values for such parameters; `Values` says which type each domain's values have. */
export type ArgumentsOf<P extends Parameters, Values> = {
  readonly [Name in keyof P]: P[Name] extends keyof Values ? Values[P[Name]] : number;
};

/**
 * A deep copy of a type without its readonly marks: what a step may write to. A number comes first,
 * because the compiler takes a branded number for an object.
 */
export type Draft<T> = T extends number
  ? T
  : T extends object
    ? { -readonly [Key in keyof T]: Draft<T[Key]> }
    : T;

/**
 * The vocabulary of one machine. A declaration is written against it, an engine never looks inside.
 */
export interface Vocabulary {
  /** The immutable state. */
  State: unknown;
  /** What a step may observe besides its arguments: choices the specification leaves open, faults. */
  Input: unknown;
  /** What the caller sees. */
  Outcome: unknown;
  /** The type of the values of each parameter domain. */
  Values: Record<string, number>;
}

/** One action, declared once; generation, enumeration, text, files and documents derive from it. */
export interface ActionDeclaration<
  V extends Vocabulary,
  Kind extends string = string,
  P extends Parameters<keyof V['Values'] & string> = Parameters<keyof V['Values'] & string>,
> {
  /** The permanent name: traces, reports and counterexamples quote it. */
  readonly kind: Kind;
  /** One sentence that says what the action does. */
  readonly summary: string;
  /** The kernel function and the tag it was read from. */
  readonly kernel: string;
  /** The parameters in order, each with its domain. */
  readonly params: P;
  /** The places where the step can be made to fail, in the order in which it passes them. */
  readonly faults: readonly string[];
  /** Whether the call means anything here; where it does not, `step` warns and changes nothing. */
  isPossible(state: V['State'], args: ArgumentsOf<P, V['Values']>): boolean;
  /** The caller's contract, which implies that the call is possible. `step` does not rely on it. */
  precondition(state: V['State'], args: ArgumentsOf<P, V['Values']>): boolean;
  /** The effect, as a recipe on a draft, and what the caller sees. */
  step(
    draft: Draft<V['State']>,
    args: ArgumentsOf<P, V['Values']>,
    input: V['Input'],
  ): V['Outcome'];
  /**
   * Every input that a search has to try from here, faults aside, where the specification leaves
   * the step a choice. Absent: there is none.
   */
  choices?(state: V['State'], args: ArgumentsOf<P, V['Values']>): readonly V['Input'][];
}

/** The value of an action as traces hold it: its kind and its arguments, plain data. */
export type ActionValue<A> =
  A extends ActionDeclaration<infer V, infer Kind, infer P>
    ? { readonly kind: Kind } & ArgumentsOf<P, V['Values']>
    : never;

/** Fixes a machine's vocabulary, so that each declaration infers only its kind and parameters. */
export const defineActionOf =
  <V extends Vocabulary>() =>
  <const Kind extends string, const P extends Parameters<keyof V['Values'] & string>>(
    declaration: ActionDeclaration<V, Kind, P>,
  ): ActionDeclaration<V, Kind, P> =>
    declaration;
