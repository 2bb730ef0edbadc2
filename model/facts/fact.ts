/** One numbered item of the fact sheet: what a kernel, or a series, states or implies. */
export interface Fact {
  /** The fact in one sentence. */
  readonly said: string;
  /** The function, the document or the commit it was read in, with its tag. */
  readonly source: string;
  /** Why no property of this machine states it; absent where one does, or is to come. */
  readonly outOfScope?: string;
}
