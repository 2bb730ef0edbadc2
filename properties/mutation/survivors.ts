/** Why no check can notice some alterations, or need not. */
interface Explained {
  readonly file: string;
  /** `mutator: what is written -> what it becomes`, white space as one blank. */
  readonly altered: readonly string[];
  readonly why: string;
}

/** Every survivor of `npm run mutate` has to be here, or be noticed. */
export const explained: readonly Explained[] = [];
