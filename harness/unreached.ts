import type { Profile } from '#contract';
import type { ActionKind } from '#model';
import { type Cell, isWarned } from './cells.js';
import type { Callers } from './target.js';

/** A cell that no run of a profile reaches, whoever calls, and why that is so. */
export interface Unreached extends Cell {
  readonly action: ActionKind;
  readonly reason: string;
}

const ONLY_HOLDER_FREES =
  'under freeBy: holder nobody frees the id of an address space before the address space is dropped';

/** By profile. A cell that is reached in spite of its reason fails `properties/coverage.test.ts`. */
export const unreached = {
  reference: [
    { action: 'process-exec', answer: 'done, with a warning', reason: ONLY_HOLDER_FREES },
    { action: 'process-exit', answer: 'done, with a warning', reason: ONLY_HOLDER_FREES },
    {
      action: 'pasid-free-global',
      answer: 'done, with a warning',
      reason: "under freeBy: holder the id is in the driver's record, so it is allocated",
    },
    { action: 'sva-unbind', answer: 'done, with a warning', reason: ONLY_HOLDER_FREES },
  ],
  'linux-6.12': [],
} as const satisfies Readonly<Record<Profile, readonly Unreached[]>>;

/** Why runs of these callers do not reach a cell; undefined if nobody has said so. */
export function reasonFor(
  { action, answer }: Cell,
  profile: Profile,
  callers: readonly Callers[],
): string | undefined {
  const known: readonly Unreached[] = unreached[profile];
  const named = known.find((each) => each.action === action && each.answer === answer);
  if (named !== undefined) return named.reason;
  // A warning is what a broken contract looks like: the tables have no other.
  if (callers.includes('sloppy') || !isWarned({ action, answer })) return undefined;
  return 'only callers that break their contract get there';
}
