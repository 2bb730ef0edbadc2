/**
 * In what two misc controllers do not charge alike: how wide the new usage of a level is when it is
 * compared, whether the root counts refusals, and whether there are peaks and local counts at all.
 */
export interface LedgerRules {
  /** 6.1 keeps a sum in an `int` (B58): its lower 32 bits count, the highest of them as the sign. */
  readonly sum: 'u64' | 'int';
  /** Which levels count a refusal that happened at or below them. */
  readonly refusalsCountedBy: 'all-but-root' | 'all';
  readonly hasPeaks: boolean;
}

/** The controller of 6.12. */
export const SINCE_6_10: LedgerRules = {
  sum: 'u64',
  refusalsCountedBy: 'all-but-root',
  hasPeaks: true,
};

/** The controller of 6.1. */
export const BEFORE_6_10: LedgerRules = {
  sum: 'int',
  refusalsCountedBy: 'all',
  hasPeaks: false,
};

/**
 * A usage as the kernel compares it with a limit and with the capacity: 64 bits without a sign, so below 0
 * is above all but `max`.
 */
export function compared({ sum }: LedgerRules, usage: number): number {
  // `|` keeps the lower 32 bits, as a number with a sign.
  const kept = sum === 'int' ? usage | 0 : usage;
  return kept < 0 ? kept + 2 ** 64 : kept;
}
