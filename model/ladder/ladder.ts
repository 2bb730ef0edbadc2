import type { Profile } from '#contract';
import type { Scope } from '../scopes/scope.js';
import { scopes } from '../scopes/scopes.js';

/**
 * The scopes in which the shortest failing sequence is looked for, in rising order of how many
 * actions they have: the small scopes that are searched to their end, which together reach every
 * answer that lawful callers can get; three that have two of what those have one of (processes,
 * groups, IOMMU drivers), and one that has the members of a group the other way round; and as the last
 * one of each profile one that has every kind of action.
 *
 * Whoever changes the ladder changes which of several shortest sequences is the answer.
 */
const RUNGS: readonly Scope[] = [
  scopes.strangers,
  scopes.mediated,
  scopes.families,
  scopes.queue,
  scopes['odd-kernel'],
  scopes['one-guest'],
  scopes.contest,
  scopes.tiny,
  scopes.neighbours,
  scopes.vfio,
  scopes.odd,
  scopes.driver,
  scopes.pair,
  scopes.uneven,
  scopes.whole,
];

/** The rungs of all profiles, or those of one. */
export function ladder(profile?: Profile): readonly Scope[] {
  return profile === undefined ? RUNGS : RUNGS.filter((scope) => scope.profile === profile);
}
