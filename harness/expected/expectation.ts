import type { BugId } from '../defects/bugs.js';
import type { KernelTarget } from '../kernel/built.js';
import type { ClaimPair } from './bench.js';

/**
 * Something that the real code of a kernel does and that a good design must not: its shortest trace is
 * looked for, kept in the corpus, and made again.
 */
export interface Expectation {
  /** Kebab-case; what the command line calls it. */
  readonly name: string;
  readonly target: KernelTarget;
  /** The claim that the code breaks. */
  readonly claim: ClaimText;
  /** The numbered bug of the fact sheet that it is, where there is one. */
  readonly bug?: BugId;
  /** What happens in which function, why, and why a good design must not do so. */
  readonly about: string;
  /** What it is looked for in. */
  readonly scope: { readonly name: string; readonly about: string };
  /** How many commands it takes at least. */
  readonly length: number;
  /** What never comes after it, whatever is called from there on; absent: nothing is said of that. */
  readonly never?: ClaimText & {
    /** No count of a group passes this. */
    readonly within: number;
  };
  /** A design that keeps the claim, and the claim on a bench of it, if this project has one. */
  readonly kept: { readonly by: string; readonly pair?: () => ClaimPair };
  /** The profile in which the model shows the same. */
  readonly profile: string;
  /**
   * The claim on its bench: of this code beside its model, or of the model alone. With `after`, what never comes after these calls in its place.
   */
  readonly pair: (code: string | undefined, after?: readonly number[]) => ClaimPair;
}

/** A claim as a reader needs it. */
export interface ClaimText {
  readonly id: string;
  readonly claim: string;
  readonly why: string;
  readonly kernel: string;
  readonly facts: readonly string[];
}
