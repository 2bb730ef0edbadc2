/** Why no check can notice some alterations, or need not. */
export interface Explained {
  readonly file: string;
  /** The line on which it begins, without the blanks around it. */
  readonly line: string;
  /** `mutator: what is written -> what it becomes`, white space as one blank. */
  readonly altered: readonly string[];
  readonly why: string;
}
