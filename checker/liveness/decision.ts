/** A mark of a state: what must come has not come here. */
export const OPEN = 1;
/** A mark of a state: the claim begins to speak here, and what must come has not come. It is open. */
export const DUE = 2;

/** A run on which what must come never comes. Transitions are given by their labels. */
export interface Lasso {
  /** The way from the first state. */
  readonly stem: readonly number[];
  /** After so many steps of the stem the claim begins to speak. */
  readonly dueAfter: number;
  /**
   * What is repeated for ever; empty: nothing happens any more, and no fair action is put off by
   * that. Absent: wherever the run goes on to, what must come cannot come any more.
   */
  readonly loop?: readonly number[];
}

/** What came of one claim about one subject. */
export interface Decision {
  /** Undecided: only beyond a bound could it be seen whether what must come comes. */
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** States in which the claim begins to speak, and what must come has not come. */
  readonly due: number;
  /**
   * If it must come: states in which a run can be after it became due and before it comes. If it must
   * stay possible: due states from which no way leads to it within the bounds.
   */
  readonly waiting: number;
  /** Strongly connected components of the states in which runs wait; 0 if none are asked for. */
  readonly components: number;
  /** If it must stay possible: the most steps that lie between a due state and the nearest goal. */
  readonly farthest: number;
  /** Waiting states out of which, or beyond which, a bound cut off a transition. */
  readonly cut: number;
  readonly lasso?: Lasso;
}
