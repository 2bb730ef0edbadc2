/**
 * Something live of which a machine is declared to be the model, as code of which it restates the
 * functions. It is given the calls that the machine steps through, and may differ in nothing.
 */
export interface Counterpart<State, Action, Input, Outcome> {
  /** Boots it anew. */
  boot(): void;
  /** Makes a call under these circumstances, and answers how it does not end as expected, if so. */
  call(action: Action, input: Input, expected: Outcome): string | undefined;
  /** In what it is not in this state of the machine, if in anything. */
  difference(state: State): string | undefined;
  /** The most words that it takes to be put back to where it is. */
  readonly wordsMax: number;
  /** Writes down where it is from word `at` on, and answers where the words after that begin. */
  save(into: Int32Array, at: number): number;
  /** Puts it back to what was saved at `at`; words after that do not count. */
  restore(words: Int32Array, at: number): void;
}
