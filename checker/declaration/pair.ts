/**
 * A model and an implementation that are stepped together, as the search for the shortest failing
 * sequence takes them: commands that have a number, and a check after each. The order of the numbers
 * listed is the order in which sequences of one length are compared.
 */
export interface Pair<Finding> {
  /** Boots both sides anew, and answers what is amiss already, if anything is. */
  reset(): Finding | undefined;
  /** The numbers of the commands that can be given here, in an order that depends on the state alone. */
  commands(): readonly number[];
  /** The numbers of those that are not, because a counter would pass a bound; absent: there are none. */
  cut?(): readonly number[];
  /** Gives one of them to both sides, and answers what is amiss after it, if anything is. */
  give(command: number): Finding | undefined;
  /** There if the implementation can be put back to where it was. */
  readonly snapshots?: Snapshots;
}

/** Both sides as words, and back. */
export interface Snapshots {
  /** The most words that the two take. */
  readonly wordsMax: number;
  /** Writes both sides from word 0 on, and answers how many words they take. */
  save(into: Int32Array): number;
  /** Puts both sides back to what was saved; words past its length do not count. */
  restore(words: Int32Array): void;
}
