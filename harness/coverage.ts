import type { Profile } from '#contract';
import { type Cell, cellsElsewhere, cellsOf } from './cells.js';
import type { Seen } from './seen.js';
import type { Callers } from './target.js';
import { reasonFor } from './unreached.js';

/** A cell, and how often runs of each kind of callers met it; only those callers that ran. */
export interface CountedCell extends Cell {
  readonly counts: Readonly<Partial<Record<Callers, number>>>;
}

/** What runs of one profile have covered. */
export interface Coverage {
  readonly profile: Profile;
  readonly callers: readonly Callers[];
  /** Every cell that exists under the profile's policy. */
  readonly cells: readonly CountedCell[];
  /** Those that were not reached; the reason is null where none is known. */
  readonly unreached: readonly (Cell & { readonly reason: string | null })[];
  /** Those that were reached although `unreached.ts` gives a reason why they are not. */
  readonly stale: readonly (Cell & { readonly reason: string })[];
  /** The cells that the profile does not have, each with the decisions that it would take. */
  readonly elsewhere: readonly (Cell & { readonly only: string })[];
}

/** The coverage of one profile by what its runs have shown. */
export function coverageOf(profile: Profile, seenBy: ReadonlyMap<Callers, Seen>): Coverage {
  const callers = [...seenBy.keys()];
  const cells = cellsOf(profile).map(({ action, answer }): CountedCell => {
    const counts = [...seenBy].map(([who, seen]) => [who, seen.count(action, answer)] as const);
    return { action, answer, counts: Object.fromEntries(counts) };
  });
  const explained = cells.map((cell) => {
    const { action, answer, counts } = cell;
    const isReached = Object.values(counts).some((count) => count > 0);
    return { isReached, action, answer, reason: reasonFor(cell, profile, callers) ?? null };
  });
  return {
    profile,
    callers,
    cells,
    unreached: explained
      .filter(({ isReached }) => !isReached)
      .map(({ action, answer, reason }) => ({ action, answer, reason })),
    stale: explained.flatMap(({ isReached, action, answer, reason }) =>
      isReached && reason !== null ? [{ action, answer, reason }] : [],
    ),
    elsewhere: cellsElsewhere(profile),
  };
}
