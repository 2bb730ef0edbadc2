import type { Profile } from '#contract';
import type { Scope } from '../scopes/scope.js';
import { scopes } from '../scopes/scopes.js';

/**
 * The scopes in which the shortest failing sequence is looked for, in rising order of how many
 * actions they have. All but the last of a profile are the small scopes that are searched to their
 * end, which together reach every answer that lawful callers can get; the last one of each profile
 * has every kind of action. Whoever changes the ladder changes which of several shortest
 * sequences is the answer, so it does not follow from what anybody found.
 */
const RUNGS: readonly Scope[] = [
  scopes.mediated,
  scopes.queue,
  scopes['odd-kernel'],
  scopes['one-guest'],
  scopes.contest,
  scopes.tiny,
  scopes.vfio,
  scopes.odd,
  scopes.driver,
  scopes.pair,
  scopes.whole,
];

/** The rungs of all profiles, or those of one. */
export function ladder(profile?: Profile): readonly Scope[] {
  return profile === undefined ? RUNGS : RUNGS.filter((scope) => scope.profile === profile);
}
